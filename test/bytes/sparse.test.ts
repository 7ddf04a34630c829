import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keep, NOTHING } from '#bytes/keep';
import { SparseMap, SparseSet } from '#bytes/sparse';

const key = fc.integer({ min: 0, max: 4 });
const action = fc.oneof(
  fc.tuple(fc.constant('set' as const), key),
  fc.tuple(fc.constant('delete' as const), key),
  fc.tuple(fc.constant('clear' as const), key),
);

test('a sparse Map and a sparse Set hold what a Map and a Set hold, in their order', () => {
  fc.assert(
    fc.property(fc.array(action), (actions) => {
      const [map, set] = [new SparseMap<number, number>(), new SparseSet<number>()];
      const [model, members] = [new Map<number, number>(), new Set<number>()];
      for (const [index, [what, at]] of actions.entries()) {
        if (what === 'set') {
          map.set(at, index);
          model.set(at, index);
          set.add(at);
          members.add(at);
        } else {
          for (const each of [map, model, set, members]) each[what](at);
        }
        expect([...map.keys()]).toEqual([...model.keys()]);
        expect([...map.values()]).toEqual([...model.values()]);
        expect([map.get(at), map.has(at), map.size]).toEqual([model.get(at), model.has(at), model.size]);
        expect([...set]).toEqual([...members]);
        expect([set.has(at), set.size]).toEqual([members.has(at), members.size]);
      }
    }),
  );
});

test('what is kept is a copy that holds on to nothing else', () => {
  const bytes = Buffer.from('swarm-7');
  const kept = keep(bytes);
  bytes.fill(0);
  expect(kept.toString()).toBe('swarm-7');
  expect(kept.buffer.byteLength).toBe(7);
  expect(keep(bytes.subarray(0, 0))).toBe(NOTHING);
});
