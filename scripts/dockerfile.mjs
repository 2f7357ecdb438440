// Reads a Dockerfile into its stages: what our own uses of the format, and an error for the rest, so that no step is
// passed over in silence.

/**
 * @param {string} text a Dockerfile
 * @returns {{ name: string, from: string, steps: { instruction: string, flags: Record<string, string>, rest: string }[] }[]}
 */
export function readDockerfile(text) {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const stages = [];
  for (const line of lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')) {
    if (line.trim() === '') continue;
    const step = readStep(line);
    if (step.instruction !== 'FROM') {
      if (stages.length === 0) throw new Error(`Before the first FROM: ${line}`);
      stages.at(-1).steps.push(step);
      continue;
    }
    const [from, as, name] = step.rest.split(/\s+/);
    if (as !== undefined && as !== 'AS') throw new Error(`Not understood: ${line}`);
    stages.push({ name: name ?? `${stages.length}`, from, steps: [] });
  }
  return stages;
}

function readStep(line) {
  const { instruction, given, rest } =
    /^(?<instruction>[A-Z]+)\s+(?<given>(?:--\S+\s+)*)(?<rest>.+)$/.exec(line)?.groups ?? {};
  if (instruction === undefined) throw new Error(`Not understood: ${line}`);
  const flags = given.split(/\s+/).filter((flag) => flag !== '');
  return {
    instruction,
    flags: Object.fromEntries(flags.map((flag) => flag.slice(2).split('=', 2))),
    rest: rest.trim(),
  };
}

/** The exec form, the one in which a signal reaches the program itself. */
export function execForm(rest) {
  const words = rest.startsWith('[') ? JSON.parse(rest) : null;
  if (words === null) throw new Error(`Not in the exec form ["…"]: ${rest}`);
  return words;
}

/** `A=1 B=2`, without quotes. */
export function assignments(rest) {
  if (/["']/.test(rest)) throw new Error(`Quotes are not understood: ${rest}`);
  return Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split('=', 2)));
}
