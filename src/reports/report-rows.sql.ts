/** What a row of a report is of. */
export const REPORT_BY = ['coach', 'month'] as const;
export type ReportBy = (typeof REPORT_BY)[number];

/** Keys of rows by coach that are of none. */
export const NO_COACH = 'none';
export const UNKNOWN = 'unknown';

/** Which row something belongs to: its athlete's coach as of now, or the month of a day. Columns of SQL, or expressions. */
export function keyOf(by: ReportBy, { coach, day }: { coach: string; day: string }): string {
  return by === 'coach' ? `coalesce(${coach}::text, '${NO_COACH}')` : `to_char(${day}, 'YYYY-MM')`;
}

/**
 * The time reported on as the table `part`, for what lasts: by month each month with its days in the period, by coach
 * all of it at once. Months without anything get their rows by it.
 */
export const PARTS: Readonly<Record<ReportBy, string>> = {
  coach: `
  part as (
    select null as key, :from::date as first, :to::date as last
  )`,
  month: `
  part as (
    select to_char(month, 'YYYY-MM') as key, greatest(month::date, :from::date) as first,
           least((month + interval '1 month')::date - 1, :to::date) as last
      from generate_series(date_trunc('month', :from::timestamp), :to::timestamp, interval '1 month') as month
  )`,
};

/** What rows are grouped by: each key, and all of them, which has none. */
export const BY_ROW = 'grouping sets ((key), ())';
