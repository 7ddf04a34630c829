import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verb } from '#ports/rfc2217/telnet/codes';
import { Negotiation } from '#ports/rfc2217/telnet/negotiation';

const KNOWN = 44;
const UNKNOWN = 39;

describe('an option nobody asked for', () => {
  test.each([
    ['WILL', KNOWN, { reply: 'DO', change: { side: 'them', on: true } }],
    ['DO', KNOWN, { reply: 'WILL', change: { side: 'us', on: true } }],
    ['WILL', UNKNOWN, { reply: 'DONT' }],
    ['DO', UNKNOWN, { reply: 'WONT' }],
    ['WONT', KNOWN, {}],
    ['DONT', UNKNOWN, {}],
  ] as const)('%s %i', (verb, option, expected) => {
    expect(new Negotiation([KNOWN]).receive(verb, option)).toEqual(expected);
  });
});

test('an answer is not answered', () => {
  const negotiation = new Negotiation([KNOWN]);
  expect(negotiation.ask('us', KNOWN)).toBe('WILL');
  expect(negotiation.ask('us', KNOWN)).toBeUndefined();
  expect(negotiation.receive('DO', KNOWN)).toEqual({ change: { side: 'us', on: true } });
  expect(negotiation.receive('DO', KNOWN)).toEqual({});
  expect(negotiation.isOn('us', KNOWN)).toBe(true);
  expect(negotiation.isOn('them', KNOWN)).toBe(false);
});

test('a refusal is told', () => {
  const negotiation = new Negotiation([KNOWN]);
  negotiation.ask('us', KNOWN);
  expect(negotiation.receive('DONT', KNOWN)).toEqual({ change: { side: 'us', on: false } });
  expect(negotiation.isOn('us', KNOWN)).toBe(false);
});

test('what is switched off is confirmed once', () => {
  const negotiation = new Negotiation([KNOWN]);
  negotiation.receive('WILL', KNOWN);
  expect(negotiation.receive('WONT', KNOWN)).toEqual({ reply: 'DONT', change: { side: 'them', on: false } });
  expect(negotiation.receive('WONT', KNOWN)).toEqual({});
});

test('two programs that ask as they like come to an end, and to the same view', () => {
  const OPTIONS = [0, 3, 44];
  const anyOptions = fc.subarray(OPTIONS);
  const anyAsks = fc.array(
    fc.tuple(fc.constantFrom('us' as const, 'them' as const), fc.constantFrom(...OPTIONS)),
  );
  fc.assert(
    fc.property(anyOptions, anyAsks, anyOptions, anyAsks, (knownA, asksA, knownB, asksB) => {
      const ends = [new Negotiation(knownA), new Negotiation(knownB)] as const;
      const wire: { to: 0 | 1; verb: Verb; option: number }[] = [];
      for (const [index, asks] of [asksA, asksB].entries()) {
        for (const [side, option] of asks) {
          const verb = ends[index as 0 | 1].ask(side, option);
          if (verb !== undefined) wire.push({ to: index === 0 ? 1 : 0, verb, option });
        }
      }
      let said = 0;
      for (let each = wire.shift(); each !== undefined; each = wire.shift()) {
        said++;
        const { reply } = ends[each.to].receive(each.verb, each.option);
        if (reply !== undefined) wire.push({ to: each.to === 0 ? 1 : 0, verb: reply, option: each.option });
        expect(said).toBeLessThan(50);
      }
      for (const option of OPTIONS) {
        expect(ends[0].isOn('us', option)).toBe(ends[1].isOn('them', option));
        expect(ends[0].isOn('them', option)).toBe(ends[1].isOn('us', option));
      }
    }),
  );
});
