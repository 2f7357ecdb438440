import { hang, layTable, type Column, type Paint } from './layout.js';
import type { SeasonReport } from './simulate-season.js';
import type { Tally } from './simulate-tally.js';

interface ReportOptions {
  /** Characters in a line. */
  readonly width: number;
  readonly paint: Paint;
}

/** Most findings that are told one by one. */
const TOLD = 40;

const COUNTED: readonly Column[] = [{ title: '' }, { title: '', align: 'right' }];

/** The season for a person to read. Pure. The time it took stands alone in the last line: all else is the seed's. */
export function renderSeason(report: SeasonReport, { width, paint }: ReportOptions): string {
  const { options, tally, findings, seconds } = report;
  const { plans, weeks, seed, only } = options;
  const whom = only === null ? `${plans} plans` : `plan ${only} of ${plans}`;
  const sections: [title: string, lines: string[]][] = [
    ['Plans and weeks', countLines(totals(tally))],
    ['Runners', countLines(Object.entries(tally.runners))],
    ['Adapted weeks by rule', countLines(Object.entries(tally.adaptations))],
    ['Suggestions', suggestionLines(tally)],
    ['Versions by what was done', countLines(Object.entries(tally.versionsByReason))],
    ['What was found', findingLines(report, width - 2)],
  ];
  const head = paint.heading(`A season of ${weeks} weeks, ${whom}, seed ${seed}`);
  const body = sections.map(
    ([title, lines]) => `${paint.heading(title)}\n${lines.map((line) => `  ${line}`).join('\n')}`,
  );
  const verdict =
    findings.length === 0
      ? paint.strong('✓ All is well: weeks late: 0, blocking findings: 0.')
      : paint.strong(
          `✗ ${findings.length} found: weeks late: ${tally.weeksLate}, blocking findings: ${tally.blockingFindings}.`,
        );
  const time = paint.faint(`Lived in ${seconds.toFixed(1)} s.`);
  return `${[head, ...body, verdict].join('\n\n')}\n${time}\n`;
}

function totals(tally: Tally): [label: string, count: number][] {
  const { completed, active } = tally.plansByStatus;
  return [
    ['plans', tally.plans],
    ['plans completed', completed],
    ['plans under way', active],
    ['activities reported', tally.activities],
    ['times off entered', tally.timesOff],
    ['weeks written', tally.weeksWritten],
    ['turns of the workers', tally.turns],
    ['weeks looked at once more', tally.weeksLookedAt],
    ['weeks adapted', tally.weeksAdapted],
    ['spikes prevented', tally.spikesPrevented],
    ['versions', tally.versions],
    ['weeks late', tally.weeksLate],
    ['blocking findings', tally.blockingFindings],
  ];
}

/** Label and number, a line each. */
function countLines(counts: readonly (readonly [label: string, count: number])[]): string[] {
  const rows = counts.map(([label, count]) => [label, String(count)]);
  const [, ...lines] = layTable(COUNTED, rows);
  return lines;
}

function suggestionLines({ suggestions }: Tally): string[] {
  const [first] = Object.values(suggestions);
  const states = Object.keys(first ?? {});
  const columns: Column[] = [
    { title: 'rule' },
    ...states.map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = Object.entries(suggestions).map(([rule, counts]) => [
    rule,
    ...Object.values(counts).map(String),
  ]);
  return layTable(columns, rows);
}

/** Each with what to type to see it again. */
function findingLines({ findings, options }: SeasonReport, width: number): string[] {
  if (findings.length === 0) return ['nothing'];
  const { plans, weeks, seed } = options;
  const lines = findings.slice(0, TOLD).flatMap(({ plan, persona, weekNumber, kind, what }) => {
    const where = `plan ${plan}${weekNumber === null ? '' : `, week ${weekNumber}`}, ${persona}: `;
    return hang('✗ ', `${where}${kind}. ${what}`, width);
  });
  const [first] = findings;
  const more = findings.length > TOLD ? [`… and ${findings.length - TOLD} more`] : [];
  const again = `npm run simulate -- --plans ${plans} --weeks ${weeks} --seed ${seed} --only ${first?.plan}`;
  return [...lines, ...more, `Again, the first of them alone: ${again}`];
}
