import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceClassOf, distanceOf, parseDistance } from './distance.js';
import { CoachingInputError } from './errors.js';

describe('parseDistance', () => {
  const spellings: [name: string, metres: number, texts: string[]][] = [
    [
      'Marathon',
      42_195,
      ['Marathon', 'MARATHON', ' full marathon ', '42.2k', '42.195 km', '26.2 miles', '26.2mi'],
    ],
    [
      'Half marathon',
      21_097.5,
      ['half marathon', 'Half-Marathon', 'HALFMARATHON', 'half', '21.1k', '21.1 K'],
    ],
    ['Half marathon', 21_097.5, ['13.1 mi', '13.1 miles', '21,097 m', '21.0975-km', 'half\u00a0marathon']],
    [
      '5K',
      5000,
      ['5k', '5 K', '5-K', '5000m', '5000 metres', '5000 Meters', '5,000 m', '3.1 miles', 'five k'],
    ],
    ['10K', 10_000, ['10 K', '10k', '6.2 mi', '10 km', '10000m', 'ten kilometers']],
    ['15K', 15_000, ['15K', '15 kilometres', '9.3 miles']],
    [
      '10 mile',
      16_093.44,
      ['10 mile', '10-mile', 'ten mile', 'Ten\u2013Miler', 'tenmile', '10 miles', '16.1 km'],
    ],
    ['50K', 50_000, ['50K', '50 km', '31.1 miles']],
    ['100K', 100_000, ['100 km', '100k', '62.137 mi', 'hundred k']],
    ['1 mile', 1609.344, ['one mile', '1 mi', '1609 m']],
    ['7 mi', 7 * 1609.344, ['7 miles', '7.0mi', 'Seven Miles']],
    ['26 mi', 26 * 1609.344, ['26 miles']],
    ['12.5 km', 12_500, ['12.5 km', '12.5k']],
    ['16 km', 16_000, ['16 km']],
    ['8 km', 8000, ['8k']],
  ];

  it.each(spellings.flatMap(([name, metres, texts]) => texts.map((text) => ({ text, name, metres }))))(
    'reads $text as $name',
    ({ text, name, metres }) => {
      const distance = parseDistance(text);
      expect(distance.name).toBe(name);
      expect(distance.metres).toBeCloseTo(metres, 6);
      expect(distance.miles).toBeCloseTo(metres / 1609.344, 9);
    },
  );

  it.each([
    ['5K', 3.10686],
    ['10K', 6.21371],
    ['half marathon', 13.1094],
    ['marathon', 26.2188],
  ])('%s has its published length in miles', (text, miles) => {
    expect(Math.abs(parseDistance(text).miles - miles)).toBeLessThan(0.00005);
  });

  it.each([
    '',
    'ultra',
    'quarter marathon',
    'marathons',
    'half marathon 2',
    '5',
    '26.2',
    '13.1',
    'mi',
    'k',
    '-5k',
    '1-0k',
    '5 0k',
    '5e1 k',
    '5 furlongs',
    '5kk',
    'sixteen k',
    '1,5 km',
    'NaN km',
    '½ marathon',
  ])('refuses %j by name', (text) => {
    expect(() => parseDistance(text)).toThrow(CoachingInputError);
    expect(() => parseDistance(text)).toThrow(`Unknown distance ${JSON.stringify(text)}. Accepted are 5K`);
  });

  it.each([
    '0 km',
    '0.5 miles',
    '1600m',
    '10 m',
    '800 metres',
    '62.3 miles',
    '100.2 km',
    '100 miles',
    '5000 km',
  ])('refuses %j as a length no plan is made for', (text) => {
    expect(() => parseDistance(text)).toThrow(
      expect.objectContaining({
        code: 'distance.out_of_range',
        message: expect.stringContaining('62.2 miles'),
      }),
    );
  });

  it('cuts what it repeats', () => {
    expect(() => parseDistance('x'.repeat(100_000))).toThrow(/^Unknown distance "x{40}…"/);
  });

  it('reads any length back from the name it gave it, and classes it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 62_200 }),
        fc.constantFrom('mi', 'km', 'm'),
        (thousandths, unit) => {
          const metres = (thousandths / 1000) * 1609.344;
          const value = { mi: thousandths / 1000, km: metres / 1000, m: metres }[unit] ?? 0;
          const distance = distanceOf({ value, unit });
          expect(Math.abs(distance.metres / metres - 1)).toBeLessThanOrEqual(0.005);
          expect(parseDistance(distance.name).metres).toBeCloseTo(distance.metres, -0.3);
          expect(distanceClassOf(distance.miles)).toMatch(/^(5k|10k|ten_mile|half|marathon|ultra)$/);
        },
      ),
    );
  });
});

describe('distanceOf', () => {
  it.each([
    [{ value: 26.2, unit: 'mi' }, 'Marathon'],
    [{ value: 21.1, unit: ' KM ' }, 'Half marathon'],
    [{ value: 5000, unit: 'Metres' }, '5K'],
    [{ value: 7.25, unit: 'Miles' }, '7.25 mi'],
  ])('reads %j as %s', (length, name) => {
    expect(distanceOf(length).name).toBe(name);
  });

  it.each([
    [{ value: 5, unit: 'furlong' }, 'distance.unknown'],
    [{ value: 5, unit: '' }, 'distance.unknown'],
    [{ value: 0, unit: 'mi' }, 'distance.out_of_range'],
    [{ value: -5, unit: 'km' }, 'distance.out_of_range'],
    [{ value: Number.NaN, unit: 'mi' }, 'distance.out_of_range'],
    [{ value: Number.POSITIVE_INFINITY, unit: 'mi' }, 'distance.out_of_range'],
  ])('refuses %j', (length, code) => {
    expect(() => distanceOf(length)).toThrow(expect.objectContaining({ code }));
  });
});

describe('distanceClassOf', () => {
  it.each([
    [1, '5k'],
    [4, '5k'],
    [4.01, '10k'],
    [7.5, '10k'],
    [7.51, 'ten_mile'],
    [11, 'ten_mile'],
    [11.01, 'half'],
    [18, 'half'],
    [18.01, 'marathon'],
    [28, 'marathon'],
    [28.01, 'ultra'],
    [62.2, 'ultra'],
  ])('%s miles is of class %s', (miles, expected) => {
    expect(distanceClassOf(miles)).toBe(expected);
  });

  it.each([0, -1, 62.21, Number.NaN])('refuses %s miles', (miles) => {
    expect(() => distanceClassOf(miles)).toThrow(RangeError);
  });
});
