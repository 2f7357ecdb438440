import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HALF_MARATHON_MILES, MARATHON_MILES } from './distance.js';
import { formatDuration, parseDuration } from './duration.js';
import { CoachingInputError } from './errors.js';

const FIVE_K = 3.10686;
const TEN_K = 6.21371;
const HALF = HALF_MARATHON_MILES;
const MARATHON = MARATHON_MILES;
const HUNDRED_K = 62.1371;

describe('parseDuration', () => {
  it.each([
    ['3:45:00', MARATHON, 13_500],
    ['03:45:00', MARATHON, 13_500],
    ['1:59:00', MARATHON, 7140],
    ['4:00', MARATHON, 14_400],
    [' 3:30 ', MARATHON, 12_600],
    ['240:00', MARATHON, 14_400],
    ['1:45', HALF, 6300],
    ['1:45:00', HALF, 6300],
    ['75:00', HALF, 4500],
    ['150:00', HALF, 9000],
    ['2:30', HALF, 9000],
    ['59:30', TEN_K, 3570],
    ['1:05', TEN_K, 3900],
    ['1:05:30', TEN_K, 3930],
    ['20:00', FIVE_K, 1200],
    ['0:20:00', FIVE_K, 1200],
    ['00:20:00', FIVE_K, 1200],
    ['8:05', 1, 485],
    ['1:10', FIVE_K, 4200],
    ['20:00', HUNDRED_K, 72_000],
    ['25:30:00', HUNDRED_K, 91_800],
  ])('reads %s over %d miles as %i s', (text, miles, seconds) => {
    expect(parseDuration(text, miles)).toBe(seconds);
  });

  it.each([
    '',
    '4',
    '4h',
    '3.5',
    '3:5',
    '3:60',
    '3:45:60',
    '3:60:00',
    '3:45:0',
    '1:2:3:4',
    '-3:45:00',
    ':45:00',
    '3:45:',
    'three hours',
    '3：45：00',
    '3:45:00 pm',
    '1e2:00',
    '19:59.5',
    '٣:٤٥:٠٠',
  ])('refuses %j as no time', (text) => {
    expect(() => parseDuration(text, MARATHON)).toThrow(
      expect.objectContaining({
        code: 'duration.invalid',
        message: expect.stringContaining('Accepted are H:MM:SS, or two parts read as MM:SS or H:MM'),
      }),
    );
  });

  it.each([
    ['0:00:00', MARATHON],
    ['0:00', FIVE_K],
    ['20:00', MARATHON],
    ['1:45', FIVE_K],
    ['0:59:59', MARATHON],
    ['10:55:29', MARATHON],
    ['99:59:59', HUNDRED_K],
    ['9999:59', FIVE_K],
  ])('refuses %s over %d miles as not humanly possible', (text, miles) => {
    expect(() => parseDuration(text, miles)).toThrow(
      expect.objectContaining({ code: 'duration.impossible' }),
    );
  });

  it('takes 2:30 and 25:00 per mile themselves', () => {
    expect(parseDuration('25:00', 10)).toBe(1500);
    expect(parseDuration('4:10:00', 10)).toBe(15_000);
    expect(() => parseDuration('24:59', 10)).toThrow(CoachingInputError);
    expect(() => parseDuration('4:10:01', 10)).toThrow(CoachingInputError);
  });

  it('never finds two possible readings, and reads every possible time back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 62.2, noNaN: true }),
        fc.double({ min: 150, max: 1500, noNaN: true }),
        (miles, pace) => {
          const seconds = Math.min(
            Math.floor(1500 * miles),
            Math.max(Math.ceil(150 * miles), Math.round(pace * miles)),
          );
          expect(parseDuration(formatDuration(seconds), miles)).toBe(seconds);
        },
      ),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [59.4, '0:59'],
    [59.5, '1:00'],
    [3599.4, '59:59'],
    [3599.6, '1:00:00'],
    [7199.5, '2:00:00'],
    [13_500, '3:45:00'],
    [90_061, '25:01:01'],
  ])('prints %d s as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('never prints 60 minutes or seconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100_000, noNaN: true }), (seconds) => {
        expect(formatDuration(seconds)).toMatch(/^(\d+:[0-5]\d:[0-5]\d|[1-5]?\d:[0-5]\d)$/);
      }),
    );
  });
});
