/** What a PromQL expression reads: names of series, and the labels it asks of them. */
export interface PromqlReading {
  series: { name: string; labels: string[] }[];
  /** Of `by (…)` and the like. */
  grouping: string[];
}

const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
/** A name that calls nothing, with its labels: `a_total{b="c"}`. */
const SERIES = /(?<![\w:$])([A-Za-z_:][\w:]*)(?![\w:])(?!\s*\()(?:\{([^}]*)\})?/g;

/** Reads as much of PromQL as our dashboard and our pages use. */
export function readPromql(expression: string): PromqlReading {
  const grouping: string[] = [];
  const rest = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\[[^\]]*]/g, '')
    .replaceAll(GROUPING, (_, labels: string) => {
      grouping.push(...namesIn(labels));
      return '';
    });
  const series = [...rest.matchAll(SERIES)]
    .map(([, name = '', labels = '']) => ({ name, labels: labels.split(',').flatMap(labelOf) }))
    .filter(({ name }) => !WORDS.has(name.toLowerCase()));
  return { series, grouping };
}

function namesIn(list: string): string[] {
  return list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

function labelOf(matcher: string): string[] {
  const [, label] = /^\s*(\w+)\s*(?:=|!=|=~|!~)/.exec(matcher) ?? [];
  return label === undefined ? [] : [label];
}
