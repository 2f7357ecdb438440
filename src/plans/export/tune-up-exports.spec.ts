import { Decoder, Stream } from '@garmin/fitsdk';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { anExportedPlan, parseCsv } from '../../../test/support/exported-plans.js';
import { goldenPlans } from '../../../test/support/plain-plans.js';
import { writePlan } from '../../../test/support/write-plan.js';
import { addDays } from '../../coaching/calendar.js';
import { renderCsv } from './csv.renderer.js';
import type { ExportedPlan } from './exported-plan.js';
import { renderFit } from './fit.renderer.js';
import { renderHtml } from './html.renderer.js';
import { renderIcs } from './ics.renderer.js';
import { renderJson } from './json.renderer.js';

const DATE = '2026-03-28';

/** The first golden example with ten miles on a Saturday on the way. */
function aPlan(): ExportedPlan {
  const [example] = goldenPlans();
  if (!example) throw new Error('There is no golden plan');
  const { inputs } = example;
  expect(addDays(inputs.startDate, 82)).toBe(DATE);
  const { audited } = writePlan({ ...inputs, tuneUps: [{ date: DATE, distanceMiles: 10 }] });
  return anExportedPlan({
    weeks: audited.weeks,
    tuneUps: [{ name: 'City Ten', distance: '10 mile', miles: 10, date: DATE }],
  });
}

describe('a tune-up race', () => {
  it('is in a calendar by its name, without the goal of another race', () => {
    const events = renderIcs(aPlan()).body.replaceAll('\r\n ', '').split('BEGIN:VEVENT');
    const event = events.find((each) => each.includes('DTSTART;VALUE=DATE:20260328')) ?? '';
    expect(event).toContain('SUMMARY:Tune-up race: City Ten\\, 10 mi');
    expect(event).toContain('CATEGORIES:Race');
    expect(event).not.toContain('Goal:');
    expect(events.at(-1)).toContain('SUMMARY:Race day: City race');
    expect(events.at(-1)).toContain('Goal: 3:45:00');
  });

  it('is in a sheet with its race and its lap', () => {
    const rows = parseCsv(renderCsv(aPlan()).body.slice(1));
    const row = rows.find((cells) => cells.includes(DATE));
    expect(row?.slice(2, 9)).toEqual(['City Ten', '12', 'Peak', DATE, 'Sat', 'Race', '10']);
    expect(row?.[10]).toMatch(/^10 mi at \d+:\d\d/);
    expect(rows.at(-1)?.[2]).toBe('City race');
  });

  it('is on a page by its name', () => {
    expect(renderHtml(aPlan()).body).toContain('<td>Tune-up race: City Ten, 10 mi</td>');
  });

  it('is among the data of the plan, and on its day', () => {
    const { tuneUpRaces, race, weeks } = JSON.parse(renderJson(aPlan()).body);
    expect(tuneUpRaces).toEqual([{ name: 'City Ten', distanceName: '10 mile', distance: 10, date: DATE }]);
    expect(race.name).toBe('City race');
    expect(weeks[11].days[5]).toMatchObject({ date: DATE, workoutType: 'race', distance: 10 });
  });

  it('is a workout for a watch: one step at its pace', () => {
    const file = unzipSync(renderFit(aPlan()).body)[`${DATE}-race.fit`];
    const { messages, errors } = new Decoder(Stream.fromByteArray([...(file ?? [])])).read();
    expect(errors).toEqual([]);
    expect(messages.workoutStepMesgs).toHaveLength(1);
    expect(messages.workoutStepMesgs?.[0]).toMatchObject({ durationType: 'distance', targetType: 'speed' });
  });
});
