import { describe, expect, it } from 'vitest';
import { experienceOf } from './experience.js';

describe('experienceOf', () => {
  it('keeps what was given, whatever the mileage', () => {
    expect(experienceOf('advanced', 0)).toBe('advanced');
    expect(experienceOf('novice', 60)).toBe('novice');
  });

  it('judges by a baseline of 20 miles when nothing was given', () => {
    expect(experienceOf(null, 19.5)).toBe('novice');
    expect(experienceOf(null, 20)).toBe('intermediate');
    expect(experienceOf(null, 150)).toBe('intermediate');
  });
});
