import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LazyMap, LazySet } from '#collections/lazy-map';

const key = fc.integer({ min: 0, max: 4 });
const action = fc.oneof(
  fc.tuple(fc.constant('set' as const), key),
  fc.tuple(fc.constant('delete' as const), key),
  fc.tuple(fc.constant('clear' as const), key),
);

test('a lazy Map and a lazy Set hold what a Map and a Set hold, in their order', () => {
  fc.assert(
    fc.property(fc.array(action), (actions) => {
      const [map, set] = [new LazyMap<number, number>(), new LazySet<number>()];
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
