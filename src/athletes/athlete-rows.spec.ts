import { describe, expect, it } from 'vitest';
import { coachOf, fieldsOf } from './athlete-rows.js';

describe('a line of a sheet', () => {
  it.each<[string, string, unknown]>([
    ['preferredDays', '2 4 6 7', [2, 4, 6, 7]],
    ['preferredDays', '2,4, 6', [2, 4, 6]],
    ['preferredDays', 'Tue;Thu;Sat', [2, 4, 6]],
    ['preferredDays', 'monday / WED | sun', [1, 3, 7]],
    ['preferredDays', '2 8 Tu Xyz', [2, '8', 'Tu', 'Xyz']],
    ['currentWeeklyMileage', '22.25', 22.25],
    ['currentWeeklyMileage', '22,25', 22.25],
    ['currentWeeklyMileage', '1.000,5', '1.000,5'],
    ['currentWeeklyMileage', '1e2', '1e2'],
    ['tracksActivities', 'TRUE', true],
    ['tracksActivities', 'falsch', false],
    ['aiConsent', 'perhaps', 'perhaps'],
    ['lastName', '=1+1', '=1+1'],
    ['fiveKPace', '7:30', '7:30'],
  ])('says by %s "%s"', (column, cell, expected) => {
    expect(fieldsOf({ [column]: cell })).toEqual({ [column]: expected });
  });

  it('says nothing by an empty cell, and the coach in either column', () => {
    expect(fieldsOf({ firstName: 'Ana', fiveKPace: '', coach: 'c@x.org', coachId: 'x' })).toEqual({
      firstName: 'Ana',
    });
    expect(coachOf({ coach: 'c@x.org', coachId: '' })).toEqual({ column: 'coach', name: 'c@x.org' });
    expect(coachOf({ coach: '', coachId: 'x' })).toEqual({ column: 'coachId', name: 'x' });
    expect(coachOf({ firstName: 'Ana' })).toBeNull();
  });
});
