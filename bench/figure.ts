/** What one figure is to be. */
export interface Wanted {
  /** Of what the bound is: the value itself, or its ratio to the baseline. */
  of: 'value' | 'ratio';
  atMost?: number;
  atLeast?: number;
}

/** One measured figure, with an honest baseline of the same run beside it. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The same work done otherwise, or what there is of work without ours; null where nothing stands beside it. */
  baseline: { name: string; value: number } | null;
  /** The value over the baseline; null without one. */
  ratio: number | null;
  /** Null for a figure that only explains another. */
  wanted: Wanted | null;
  /** Null where nothing is wanted. */
  met: boolean | null;
}

/** Judges a measured value. */
export function figure(measured: {
  name: string;
  value: number;
  unit: string;
  baseline?: { name: string; value: number };
  wanted?: Wanted;
}): Figure {
  const { name, value, unit, baseline = null, wanted = null } = measured;
  const ratio = baseline && value / baseline.value;
  const judged = wanted?.of === 'ratio' ? ratio : value;
  const met = wanted && judged !== null ? isWithin(judged, wanted) : null;
  return { name, value, unit, baseline, ratio, wanted, met };
}

function isWithin(value: number, { atMost = Infinity, atLeast = -Infinity }: Wanted): boolean {
  return value <= atMost && value >= atLeast;
}
