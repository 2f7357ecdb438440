import { describe, expect, it } from 'vitest';
import { contractCase, contractCases } from '../../../test/support/contract-cases.js';
import type { Finding } from '../../coaching/audit.js';
import type { SessionBlock, SessionFinding } from '../../coaching/sessions.js';
import { checkReply, reaskLines, reaskMessage } from './reply-check.js';

const { facts, sessions } = contractCase(7);

/** What is found when one day's blocks are others. */
function found(dayNumber: number, ...blocks: Partial<SessionBlock>[]): [number | null, string][] {
  const changed = sessions.map((session) =>
    session.dayNumber === dayNumber
      ? {
          ...session,
          blocks: blocks.map((block) => ({
            repeat: 1,
            distanceMiles: 1,
            zone: 'easy' as const,
            recoveryMiles: 0,
            ...block,
          })),
        }
      : session,
  );
  return checkReply(changed, facts.brief).map((each) => [each.dayNumber, each.code]);
}

describe('sessions against their brief', () => {
  it('of the built-in coach have nothing against them, whatever the race', () => {
    for (const raceDistanceMiles of [3.10686, 6.21371, 10, 13.1094, 26.2188, 31.0686]) {
      for (const each of contractCases({ raceDistanceMiles, baseline: 45, experience: 'advanced' })) {
        expect(checkReply(each.sessions, each.facts.brief)).toEqual([]);
      }
    }
  });

  it('have about the miles of the day: Wednesday has 5.5', () => {
    expect(found(3, { distanceMiles: 2.5 })).toEqual([[3, 'day.far_off']]);
    expect(found(3, { distanceMiles: 2.75 })).toEqual([]);
    expect(found(3, { distanceMiles: 11 })).toEqual([]);
    expect(found(3, { distanceMiles: 11.5 })).toEqual([[3, 'day.far_off']]);
    expect(found(3, { repeat: 3, distanceMiles: 3, recoveryMiles: 1 })).toEqual([[3, 'day.far_off']]);
  });

  it('have only the work on quality days: less than half of Tuesday’s 8 miles is no fault, over twice is', () => {
    expect(found(2, { distanceMiles: 3, zone: 'threshold' })).toEqual([]);
    expect(found(2, { repeat: 17, zone: 'threshold' })).toEqual([[2, 'day.far_off']]);
  });

  it('have efforts of the type of day', () => {
    expect(found(2, { distanceMiles: 3, zone: 'interval' })).toEqual([[2, 'day.wrong_zone']]);
    expect(found(2, { distanceMiles: 2, zone: 'threshold' }, { distanceMiles: 1, zone: 'interval' })).toEqual(
      [],
    );
    expect(found(4, { distanceMiles: 3, zone: 'threshold' })).toEqual([[4, 'day.wrong_zone']]);
    expect(found(3, { distanceMiles: 4 }, { zone: 'threshold' })).toEqual([[3, 'day.wrong_zone']]);
    expect(found(6, { distanceMiles: 10 }, { distanceMiles: 2, zone: 'marathon' })).toEqual([
      [6, 'day.wrong_zone'],
    ]);
  });

  it('have goal pace in a long run where the brief allows it', () => {
    const brief = { ...facts.brief, days: facts.brief.days.map((day) => ({ ...day, goalPaceMiles: 5 })) };
    const [session] = sessions.filter(({ dayNumber }) => dayNumber === 6);
    const blocks = [{ repeat: 1, distanceMiles: 12, zone: 'race' as const, recoveryMiles: 0 }];
    expect(session && checkReply([{ ...session, blocks }], brief)).toEqual([]);
  });
});

describe('what is asked again', () => {
  const ofSession: SessionFinding = {
    dayNumber: 4,
    code: 'session.missing',
    detail: 'no session was written.',
  };
  const ofWeek: SessionFinding = { dayNumber: null, code: 'week.missing', detail: 'The week is missing.' };
  const audited = (severity: Finding['severity'], message: string): Finding => ({
    rule: 'K',
    code: 'K.easy_pace',
    severity,
    weekNumber: 7,
    dayNumber: 3,
    expected: '',
    actual: '',
    message,
  });

  it('names days and rules, what blocks first, what is advisory not at all, and nothing twice', () => {
    const advisory = audited('advisory', 'Nice to have.');
    expect(reaskLines([ofSession, ofWeek, advisory, ofSession, audited('blocking', 'Too fast.')])).toEqual([
      'Rule K: Too fast.',
      'Day 4: no session was written.',
      'The week is missing.',
    ]);
  });

  it('says of a day that could not be read why, and not that it is missing too', () => {
    const unread = { dayNumber: 4, code: 'session.unreadable', detail: 'blocks must be array.' } as const;
    const other = { ...ofSession, dayNumber: 6 } as const;
    expect(reaskLines([unread, ofSession, other])).toEqual([
      'Day 4: blocks must be array.',
      'Day 6: no session was written.',
    ]);
  });

  it('has at most ten lines, none of them endless', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...ofSession,
      code: 'day.far_off',
      detail: `${index} ${'x'.repeat(900)}`,
    }));
    const lines = reaskLines(many);
    expect(lines).toHaveLength(10);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(300);
    expect(reaskMessage([...lines, ...lines]).content.split('\n')).toHaveLength(12);
  });

  it('is asked by the user, for the whole week', () => {
    expect(reaskMessage(['Day 4: no session was written.'])).toEqual({
      role: 'user',
      content:
        'That reply cannot be used:\n- Day 4: no session was written.\nAnswer again with the whole week, mended, in JSON only.',
    });
  });
});
