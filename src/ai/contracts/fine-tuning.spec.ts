import { describe, expect, it } from 'vitest';
import { contractCases, MARATHON_INPUTS } from '../../../test/support/contract-cases.js';
import { layWeek } from '../../coaching/laps.js';
import { fineTuningFiles, type ApprovedWeek } from './fine-tuning.js';
import { lapsContract } from './laps.contract.js';
import { sessionsContract } from './sessions.contract.js';

const NAMES = ['Ève Lindqvist', 'Boston Marathon'];
const cases = contractCases();
const options = { contract: sessionsContract, seed: 'seed', validationShare: 0.2 };

function approved(athleteId: string): ApprovedWeek[] {
  return cases.map(({ facts, week }) => ({ athleteId, facts, week, names: NAMES }));
}

interface Chat {
  messages: { role: string; content: string }[];
}

function chats(lines: readonly string[]): Chat['messages'][] {
  return lines.map((line) => (JSON.parse(line) as Chat).messages);
}

describe.each([sessionsContract, lapsContract])('lines for fine-tuning to the $id contract', (contract) => {
  const { training, validation, leftOut } = fineTuningFiles(approved('a'), { ...options, contract });
  const lines = [...training, ...validation];

  it('are one line a week: the prompt as it is sent, and the week as its reply', () => {
    expect([lines.length, leftOut]).toEqual([16, 0]);
    for (const [index, messages] of chats(lines).entries()) {
      const { facts } = cases[index] ?? { facts: null };
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
      expect(messages.slice(0, 2)).toEqual(facts && contract.prompt(facts, { schemaInPrompt: false }));
      expect(lines[index]).not.toContain('\n');
    }
  });

  it('teach replies that are read and laid to the very miles, with nothing to mend but notes', () => {
    for (const [index, messages] of chats(lines).entries()) {
      const each = cases[index];
      if (!each) throw new Error('more lines than weeks');
      const read = contract.decode(messages[2]?.content ?? '', each.facts);
      if (!read.ok) throw new Error(read.findings.join(' '));
      expect({ mended: read.mended, unread: read.unread }).toEqual({ mended: [], unread: [] });
      const laid = layWeek({ frame: each.frame, sessions: read.sessions });
      expect(laid.refused).toEqual([]);
      expect(laid.week?.miles).toBe(each.week.miles);
    }
  });
});

describe('lines for fine-tuning', () => {
  it('hold no names, no dates and nothing about health', () => {
    const [first] = approved('athlete-17');
    if (!first) throw new Error('The plan has a first week.');
    const said = [
      'Well done, ÈVE!',
      'Think of Boston.',
      'Call 0123456789.',
      'Mail eve@example.com now.',
      'Until 2026-05-24.',
    ];
    const week = {
      ...first.week,
      days: first.week.days.map((day, index) => ({ ...day, notes: said[index % said.length] ?? '' })),
    };
    const facts = { ...first.facts, injuryNotes: 'Torn meniscus.' };
    for (const contract of [sessionsContract, lapsContract]) {
      const { training, validation } = fineTuningFiles([{ ...first, facts, week }], { ...options, contract });
      const text = [...training, ...validation].join('\n');
      expect(text).not.toMatch(
        /ève|lindqvist|boston|0123456789|example\.com|meniscus|athlete-17|\d{4}-\d{2}-\d{2}/i,
      );
      expect(text).toContain('Easy running builds your endurance.');
    }
  });

  it('keep the words of a coach that name nobody', () => {
    const [first] = approved('a');
    if (!first) throw new Error('The plan has a first week.');
    const week = {
      ...first.week,
      days: first.week.days.map((day) => ({ ...day, notes: 'Marathon runners love this.' })),
    };
    const { training, validation } = fineTuningFiles([{ ...first, week }], options);
    expect([...training, ...validation].join()).toContain('Marathon runners love this.');
  });

  it('are split by athlete: the same seed, the same file for all their weeks, about the share asked for', () => {
    const athletes = Array.from({ length: 400 }, (_, index) => `athlete-${index}`);
    const weeks = athletes.flatMap((athleteId) => approved(athleteId).slice(0, 1));
    const { training, validation } = fineTuningFiles(weeks, options);
    expect(training.length + validation.length).toBe(400);
    expect(validation.length / 400).toBeGreaterThan(0.14);
    expect(validation.length / 400).toBeLessThan(0.26);
    expect(fineTuningFiles(weeks, options)).toEqual({ training, validation, leftOut: 0 });
    for (const athlete of athletes.slice(0, 20)) {
      const files = fineTuningFiles(approved(athlete), options);
      expect([files.training.length, files.validation.length].toSorted((a, b) => a - b)).toEqual([0, 16]);
    }
    const sides = (seed: string) =>
      athletes.map(
        (athlete) => fineTuningFiles(approved(athlete).slice(0, 1), { ...options, seed }).training.length,
      );
    expect(sides('seed')).not.toEqual(sides('other'));
    expect(fineTuningFiles(weeks, { ...options, validationShare: 0 }).validation).toEqual([]);
    expect(fineTuningFiles(weeks, { ...options, validationShare: 1 }).training).toEqual([]);
  });

  it('leave out weeks that were edited away from what would be asked', () => {
    const [first] = approved('a');
    if (!first) throw new Error('The plan has a first week.');
    const edit = (change: object): ApprovedWeek => ({
      ...first,
      week: {
        ...first.week,
        days: first.week.days.map((day) => (day.dayNumber === 3 ? { ...day, ...change } : day)),
      },
    });
    const weeks = [edit({ miles: 9 }), edit({ workoutType: 'rest' }), edit({ workout: [] }), first];
    const { training, validation, leftOut } = fineTuningFiles(weeks, options);
    expect([training.length + validation.length, leftOut]).toEqual([1, 3]);
    expect(MARATHON_INPUTS.preferredDays).toContain(3);
  });
});
