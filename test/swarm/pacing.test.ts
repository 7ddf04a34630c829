import { describe, expect, test } from 'vitest';
import { Random } from '#random/random';
import { roundLength, switchOnAt } from '#swarm/pacing';

const offsets = (jitter: number, seed = 1): number[] =>
  Array.from({ length: 500 }, (_, n) => switchOnAt(n, { perSecond: 100, jitter, seed }));

describe('a ramp', () => {
  test('without jitter is even', () => {
    expect(offsets(0).slice(0, 4)).toEqual([0, 10, 20, 30]);
  });

  test('with jitter keeps its rate and its order, and each comes at most half a gap off', () => {
    const shifted = offsets(100);
    expect(shifted).toEqual([...shifted].sort((a, b) => a - b));
    const off = shifted.map((at, n) => Math.abs(at - n * 10));
    expect(Math.max(...off)).toBeLessThanOrEqual(5);
    expect(Math.max(...off)).toBeGreaterThan(4);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(offsets(50, 3)).toEqual(offsets(50, 3));
    expect(offsets(50, 3)).not.toEqual(offsets(50, 4));
  });
});

describe('the length of a round', () => {
  test('lies within the jitter around the rate, and is the rate on average', () => {
    const random = new Random(5);
    const lengths = Array.from({ length: 2000 }, () => roundLength(10, 20, random));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(120);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(99);
    expect(mean).toBeLessThan(101);
  });

  test('without jitter is the rate', () => {
    expect(roundLength(4, 0, new Random(1))).toBe(250);
  });
});
