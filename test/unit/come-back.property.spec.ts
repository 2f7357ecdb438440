import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptationsOf } from '../../src/coaching/adaptations.js';
import { auditPlan } from '../../src/coaching/audit.js';
import { addDays, daysBetween } from '../../src/coaching/calendar.js';
import { comeBack } from '../../src/coaching/come-back.js';
import type { Blueprint, CalendarDate, PlanInputs, PlannedWeek } from '../../src/coaching/model.js';
import { phaseTotals } from '../../src/coaching/phases.js';
import { settledInputs } from '../../src/plans/outdated-weeks.js';
import { resumedWeeks } from '../../src/plans/resumed-weeks.js';
import type { StoredWeek } from '../../src/plans/stored-week.js';
import { MARATHON } from '../support/plan-inputs.js';
import { writePlan, type WrittenPlan } from '../support/write-plan.js';

const TEN_K = { raceDistanceMiles: 6.2137, goalTimeSeconds: 3000, raceDate: '2027-01-16' };
const PLANS = [
  MARATHON,
  { ...MARATHON, startDate: '2026-11-26' },
  { ...MARATHON, ...TEN_K, preferredDays: [1, 3, 5] as const },
  { ...MARATHON, baseline: 45, preferredDays: [1, 2, 3, 4, 5, 6, 7] as const, injuryRisk: 'high' as const },
].map((inputs) => ({ inputs, ...writePlan(inputs) }));

const PROVENANCE = {} as StoredWeek['provenance'];

/** A plan paused from one day to another, written whole or as far as it had come. */
interface Paused extends WrittenPlan {
  inputs: PlanInputs;
  from: CalendarDate;
  to: CalendarDate;
  complete: boolean;
  /** Days of the pause on which something was run. */
  ran: ReadonlySet<CalendarDate>;
}

const paused: fc.Arbitrary<Paused> = fc
  .record({
    plan: fc.constantFrom(...PLANS),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    days: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 })),
    complete: fc.boolean(),
  })
  .map(({ plan, share, days, complete }) => {
    const { startDate, raceDate } = plan.inputs;
    const from = addDays(startDate, Math.floor(share * daysBetween(startDate, raceDate)));
    const until = addDays(from, days);
    return { ...plan, from, to: until > raceDate ? raceDate : until, complete, ran: new Set() };
  });

function goOn({ inputs, blueprint, audited, from, to, complete, ran }: Paused) {
  const written = audited.weeks.filter(({ startDate }) => complete || startDate <= to);
  const stored = written.map((week) => ({ ...week, provenance: PROVENANCE, releasedAt: null }));
  const days = Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index));
  const offDates = new Set(days.filter((date) => !ran.has(date)));
  const timeOff = days.length > 0 ? [{ startDate: from, endDate: addDays(to, -1) }] : [];
  const record = { runs: [], reportDates: [], timeOff, tracksActivities: false };
  const plan = { inputs, drawn: blueprint, current: blueprint, weeks: stored, record, asOf: to };
  const { blueprint: wanted } = comeBack({ ...plan, offDates });
  const cascade = { phases: [], weeks: stored };
  const now = new Date(`${to}T12:00:00Z`);
  const change = { inputs, seed: 7, cascade, before: blueprint, wanted, paused: { asOf: to, offDates }, now };
  const changed = new Map(resumedWeeks(change).map((week) => [week.weekNumber, week]));
  return {
    wanted,
    before: stored,
    offDates,
    weeks: stored.map((week) => changed.get(week.weekNumber) ?? week),
    /** Of the pause, with those that nobody wrote before they were over. */
    changed: [...changed.values()],
  };
}

/** `F.time_off 3`: what stands against a plan, by rule and week. */
function blocking(plan: { inputs: PlanInputs; wanted: Blueprint; weeks: readonly PlannedWeek[] }): string[] {
  const { inputs, wanted, weeks } = plan;
  const phases = phaseTotals(wanted.phases, weeks);
  const findings = auditPlan({ inputs, phases, weeks, adaptations: adaptationsOf(wanted) });
  return findings
    .filter(({ severity }) => severity === 'blocking')
    .map(({ code, weekNumber }) => `${code} ${weekNumber}`);
}

describe('a plan that goes on after a pause', () => {
  it('passes the audit, whenever it was paused and for how long', () => {
    fc.assert(
      fc.property(paused, (plan) => {
        const { wanted, weeks } = goOn(plan);
        expect(blocking({ inputs: plan.inputs, wanted, weeks })).toEqual([]);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('rests on the days of the pause, keeps those before it, and asks no more afterwards than was drawn', () => {
    fc.assert(
      fc.property(paused, (plan) => {
        const { weeks, before, offDates, wanted } = goOn(plan);
        const days = weeks.flatMap((week) => week.days);
        for (const [index, day] of before.flatMap((week) => week.days).entries()) {
          const is = days[index];
          expect(is?.date).toBe(day.date);
          if (day.date < plan.from) expect(is).toEqual(day);
          else if (offDates.has(day.date) && day.workoutType !== 'race') expect(is?.workoutType).toBe('rest');
        }
        for (const [index, week] of wanted.weeks.entries()) {
          expect(week.targetMiles).toBeLessThanOrEqual(plan.blueprint.weeks[index]?.targetMiles ?? 0);
          expect([week.phase, week.startDate]).toEqual([
            plan.blueprint.weeks[index]?.phase,
            plan.blueprint.weeks[index]?.startDate,
          ]);
        }
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('keeps the days that were run in the pause as they were planned', () => {
    for (const { inputs, blueprint, audited } of PLANS) {
      const [, , third] = blueprint.weeks;
      const ran = third?.days.find(({ miles }) => miles > 0)?.date ?? '';
      const to = addDays(third?.startDate ?? '', 21);
      const plan = { inputs, blueprint, audited, from: third?.startDate ?? '', to, complete: true };
      const { weeks, before } = goOn({ ...plan, ran: new Set([ran]) });
      const dayOf = (all: typeof weeks) => all.flatMap(({ days }) => days).find(({ date }) => date === ran);
      expect(dayOf(weeks)).toEqual(dayOf(before));
      expect(weeks[2]?.trainingMiles).toBe(dayOf(before)?.miles);
    }
  });

  it('has in its weeks of rest the paces that were accepted before the pause', () => {
    const [marathon] = PLANS;
    const [, , , fourth, fifth, , seventh] = marathon?.blueprint.weeks ?? [];
    if (!marathon || !fourth || !fifth || !seventh) throw new Error('No plan of seven weeks');
    const inputs = { ...marathon.inputs, changes: [{ fromWeek: fifth.weekNumber, fiveKPace: 430 }] };
    const from = addDays(fourth.startDate, 2);
    const to = addDays(seventh.startDate, 2);
    const audited = { ...marathon.audited, weeks: marathon.audited.weeks.slice(0, fourth.weekNumber) };
    const { before, changed } = goOn({
      ...marathon,
      inputs,
      audited,
      from,
      to,
      complete: true,
      ran: new Set(),
    });
    expect(changed.map(({ weekNumber }) => weekNumber)).toEqual([4, 5, 6]);
    const weeks = [...before.slice(0, 3), ...changed];
    expect(settledInputs(inputs, { phases: [], weeks }, to)).toBe(inputs);
  });

  it('is as it was where nothing passed in the pause', () => {
    for (const plan of PLANS) {
      const { from, to } = { from: plan.inputs.startDate, to: plan.inputs.startDate };
      const { wanted, weeks, before } = goOn({ ...plan, from, to, complete: true, ran: new Set() });
      expect(wanted.weeks.every((week, index) => week === plan.blueprint.weeks[index])).toBe(true);
      expect(weeks).toEqual(before);
    }
  });

  it('is judged all the same: in the pause nobody runs, and after it nobody makes up for it', () => {
    for (const { inputs, blueprint, audited } of PLANS) {
      const [, , third] = blueprint.weeks;
      const from = addDays(third?.startDate ?? '', 2);
      const plan = { inputs, blueprint, audited, from, to: addDays(from, 9), complete: true };
      const { wanted, weeks } = goOn({ ...plan, ran: new Set() });
      const withDrawn = (weekNumber: number) =>
        weeks.map((week) =>
          week.weekNumber === weekNumber ? (audited.weeks[weekNumber - 1] ?? week) : week,
        );
      expect(blocking({ inputs, wanted, weeks: withDrawn(3) })).toContain('F.time_off 3');
      expect(blocking({ inputs, wanted, weeks: withDrawn(4) })).toContain('F.time_off 4');
      const ahead = blocking({ inputs, wanted, weeks: withDrawn(5) });
      expect(ahead.filter((found) => found.endsWith(' 5'))).not.toEqual([]);
    }
  });
});
