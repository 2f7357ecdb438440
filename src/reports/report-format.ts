export const REPORT_FORMATS = ['json', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const JSON_TYPES = ['application/json', 'application/*', '*/*'];
const CSV_TYPES = ['text/csv', 'text/*'];

/** As JSON, unless an `Accept` header (RFC 9110) would rather have a sheet; at a tie, whatever it names in full. */
export function acceptedFormat(header = ''): ReportFormat {
  const weights = new Map(header.toLowerCase().split(',').map(weightOf));
  const [json, csv] = [JSON_TYPES, CSV_TYPES].map((types) => types.find((type) => weights.has(type)));
  const weighs = (type: string | undefined): number => (type === undefined ? 0 : (weights.get(type) ?? 0));
  const isTie = weighs(csv) > 0 && weighs(csv) === weighs(json);
  const isNamed = csv === 'text/csv' && json !== 'application/json';
  return weighs(csv) > weighs(json) || (isTie && isNamed) ? 'csv' : 'json';
}

function weightOf(range: string): [type: string, weight: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [type, weight === undefined ? 1 : Number.parseFloat(weight) || 0];
}
