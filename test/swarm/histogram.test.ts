import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '#swarm/histogram';

const durations = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

test('a percentile is that of the sorted values, to within a thirty-second', () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99, 1), (values, share) => {
      const histogram = new Histogram();
      for (const value of values) histogram.record(value);
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
      expect(histogram.percentile(share)).toBeGreaterThanOrEqual(exact * 0.999);
      expect(histogram.percentile(share)).toBeLessThanOrEqual(exact * (1 + 1 / 32) + 1e-9);
    }),
  );
});

test('histograms of several threads add up to one of all', () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const all = new Histogram();
      const sum = new Histogram();
      for (const values of [some, others]) {
        const part = new Histogram();
        for (const value of values) {
          part.record(value);
          all.record(value);
        }
        sum.add(part.take());
        expect(part.count).toBe(0);
      }
      expect(sum.count).toBe(some.length + others.length);
      expect(sum.max).toBe(Math.max(...some, ...others));
      expect(sum.percentile(0.5)).toBe(all.percentile(0.5));
      expect(sum.percentile(0.99)).toBe(all.percentile(0.99));
    }),
  );
});

test('an empty one has no percentiles', () => {
  expect(new Histogram().percentile(0.5)).toBe(0);
});
