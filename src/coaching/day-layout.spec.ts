import { describe, expect, it } from 'vitest';
import {
  weekend,
  frameOf,
  dayOf,
  sessionOf,
  block,
  lay,
  text,
  refusal,
} from '../../test/support/day-cases.js';
import { planPaces } from './goal.js';
import { weekFrame } from './week-frame.js';

describe('a day as its author wrote it', () => {
  it('spreads warmup and cooldown around repetitions, with jogs between and none after', () => {
    const { day, codes } = lay(dayOf('intervals', 7), sessionOf(block(5, 0.5, 'interval', 0.25)));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual([
      '1 0.75',
      '0.5@7:47 0.25 0.5@7:47 0.25 0.5@7:47 0.25 0.5@7:47 0.25 0.5@7:47',
      '1 0.75',
    ]);
    expect(codes).toEqual([]);
  });

  it('puts the miles that warmup and cooldown cannot take before the work', () => {
    const { day } = lay(dayOf('tempo', 10), sessionOf(block(1, 4, 'threshold')));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual(['1 1', '2 4@8:26', '1 1']);
  });

  it('fills the workout of a short tempo up to two miles', () => {
    const { day } = lay(dayOf('tempo', 4), sessionOf(block(1, 1.5, 'threshold')));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual(['1', '0.5 1.5@8:26', '1']);
  });

  it.each([
    ['recovery', 2, '0.5', '1', '0.5'],
    ['shakeout', 2, '0.5', '1', '0.5'],
    ['easy', 3, '0.5', '2@10:24', '0.5'],
    ['easy', 6, '1', '4.5@10:24', '0.5'],
    ['long_run', 16.5, '1', '14.5@10:24', '1'],
  ] as const)('lays a plain %s of %s miles', (type, miles, warmup, workout, cooldown) => {
    const { day } = lay(dayOf(type, miles), sessionOf(block(1, 1, 'easy')));
    expect([text(day.warmup), text(day.workout), text(day.cooldown)]).toEqual([warmup, workout, cooldown]);
    expect(day.miles).toBe(miles);
  });

  it('keeps the proportions of easy blocks, and their ends of the easy range', () => {
    const slow = { ...block(1, 2, 'easy'), shade: 'slow' } as const;
    const fast = { ...block(1, 1, 'easy'), shade: 'fast' } as const;
    const { day } = lay(dayOf('easy', 7.5), sessionOf(slow, block(1, 3, 'easy'), fast));
    expect(text(day.workout)).toBe('2@11:00 3@10:24 1@9:47');
  });

  it('runs tempo at the training goal pace where the race zone is named', () => {
    const frame = frameOf({ goalTimeSeconds: 26.2188 * 535 });
    const { day } = lay(dayOf('tempo', 9), sessionOf(block(1, 4, 'race')), frame);
    expect(text(day.workout)).toContain('4@8:55');
  });
});

describe('a session that breaks a rule is mended', () => {
  it('cuts a repetition to six minutes', () => {
    const { day, codes } = lay(dayOf('intervals', 8), sessionOf(block(3, 1, 'interval', 0.25)));
    expect(codes).toEqual(['repetition.too_long']);
    expect(text(day.workout)).toContain('0.77@7:47 0.25 0.77@7:47 0.25 0.77@7:47');
  });

  it('cuts work to the share of the week', () => {
    const { day, codes } = lay(dayOf('tempo', 9), sessionOf(block(7, 1, 'threshold', 0.1)));
    expect(codes).toEqual(['work.over_limit']);
    expect(day.workout.filter(({ paceGoal }) => paceGoal).map(({ distanceMiles }) => distanceMiles)).toEqual([
      1, 1, 1, 1, 0.8,
    ]);
  });

  it('cuts a recovery to the time of its repetitions, and puts one where there is none', () => {
    const long = lay(dayOf('intervals', 8), sessionOf(block(4, 0.5, 'interval', 0.5)));
    expect([...new Set(long.codes)]).toEqual(['recovery.out_of_range']);
    expect(text(long.day.workout)).toContain('0.5@7:47 0.35 0.5@7:47');
    const none = lay(dayOf('intervals', 8), sessionOf(block(4, 0.5, 'interval')));
    expect(text(none.day.workout)).toContain('0.5@7:47 0.35 0.5@7:47');
  });

  it('treats easy running between repetitions as recovery', () => {
    const rep = block(1, 0.5, 'interval');
    const easy = block(1, 0.2, 'easy');
    const { day, codes } = lay(
      dayOf('intervals', 8),
      sessionOf(easy, rep, easy, rep, easy, rep, easy, rep, easy),
    );
    expect(codes).toEqual([]);
    expect(text(day.workout)).toContain('0.5@7:47 0.2 0.5@7:47 0.2 0.5@7:47 0.2 0.5@7:47');
    expect(day.workout.at(-1)?.paceGoal).toBe('7:47');
  });

  it('shortens jogs, then leaves out repetitions, until the work fits the day', () => {
    const { day, codes } = lay(dayOf('intervals', 4), sessionOf(block(7, 0.4, 'interval', 0.25)));
    expect(codes).toEqual(['work.over_room']);
    expect(day.miles).toBe(4);
    expect(day.workout.filter(({ paceGoal }) => paceGoal)).toHaveLength(6);
    expect(text(day.workout)).toContain('0.4@7:47 0.12 0.4@7:47');
  });

  it('lengthens repetitions too short for a lap to some two hundred metres', () => {
    const { day, codes } = lay(dayOf('intervals', 6), sessionOf(block(12, 0.06, 'interval', 0.07)));
    expect(codes).toEqual(['repetition.too_short']);
    expect(text(day.workout)).toContain('0.12@7:47 0.07 0.12@7:47');
  });

  it('splits an odd warmup into laps that a watch can show', () => {
    const { day } = lay(dayOf('intervals', 5), sessionOf(block(4, 0.5, 'interval', 0.25)));
    expect([day.warmup, day.cooldown].map(text)).toEqual(['0.6 0.65', '1']);
  });

  it.each(['easy', 'recovery', 'shakeout', 'long_run'] as const)('runs hard blocks of a %s easy', (type) => {
    const miles = type === 'long_run' ? 10 : 4;
    const { day, codes } = lay(dayOf(type, miles), sessionOf(block(3, 0.5, 'interval', 0.25)));
    expect(codes).toEqual(['work.not_allowed']);
    expect(text(day.workout)).not.toContain('7:');
  });
});

describe('a session that cannot be laid is refused with a reason', () => {
  const good = sessionOf(block(1, 4, 'easy'));
  it.each([
    ['session.missing', dayOf('easy', 5), null],
    ['day.too_short', dayOf('easy', 2.5), good],
    ['day.too_short', dayOf('recovery', 1.5), good],
    ['work.too_little', dayOf('tempo', 6), good],
    ['work.too_little', dayOf('intervals', 6), sessionOf(block(1, 0.5, 'interval'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, Number.NaN, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, -1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(0, 1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1.5, 1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, 1, 'easy', -0.1))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1e9, 1, 'easy'))],
    ['block.invalid', dayOf('easy', 5), sessionOf(block(1, 1, 'sprint' as 'easy'))],
    [
      'blocks.too_many',
      dayOf('easy', 5),
      sessionOf(...Array.from({ length: 41 }, () => block(1, 1, 'easy'))),
    ],
  ])('%s', (code, day, session) => {
    expect(refusal(day, session)).toBe(code);
  });
});

describe('goal pace in a long run', () => {
  const goalRun = sessionOf(block(1, 5, 'easy'), block(1, 6, 'race'), block(1, 1, 'easy'));

  it('is laid where the peak week has room among its quality days, to two fifths of the run', () => {
    const { blueprint, inputs } = weekend;
    const week = blueprint.weeks[6];
    if (!week) throw new Error('The weekend plan has a week 7.');
    const paces = planPaces(inputs, { taperWeeks: 2 });
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
    const { day, codes } = lay(dayOf('long_run', 12), goalRun, frame);
    expect(codes).toEqual(['work.over_limit']);
    expect(text(day.workout)).toBe('4.25@10:24 4.8@9:01 0.95@10:24');
  });

  it('is run easy in a week that has all its quality days', () => {
    const { day, codes } = lay(dayOf('long_run', 12), goalRun);
    expect(codes).toEqual(['work.not_allowed']);
    expect(day.workout.every(({ paceGoal }) => paceGoal === '10:24')).toBe(true);
  });
});
