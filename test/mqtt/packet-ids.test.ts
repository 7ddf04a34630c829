import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketIds } from '#mqtt/client/packet-ids';

const MAX = 65_535;

describe('packet identifiers', () => {
  it('start at 1, go up to 65535 and begin again', () => {
    const ids = new PacketIds();
    for (let expected = 1; expected <= MAX; expected++) {
      expect(ids.take()).toBe(expected);
      ids.free(expected);
    }
    expect(ids.take()).toBe(1);
  });

  it('run out when all are in use, and come back when one is freed', () => {
    const ids = new PacketIds();
    for (let i = 0; i < MAX; i++) ids.take();
    expect(ids.take()).toBeUndefined();
    ids.free(4711);
    expect(ids.take()).toBe(4711);
  });

  it('are never handed out while in use', () => {
    const step = fc.oneof(
      fc.record({ take: fc.constant(true), pick: fc.nat() }),
      fc.record({ take: fc.constant(false), pick: fc.nat() }),
    );
    const claimed = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(claimed, fc.array(step, { maxLength: 200 }), (stored, steps) => {
        const ids = new PacketIds();
        const used = new Set(stored);
        for (const id of stored) ids.claim(id);
        for (const { take, pick } of steps) {
          if (take) {
            const id = ids.take() ?? 0;
            expect(id >= 1 && id <= MAX && !used.has(id)).toBe(true);
            used.add(id);
          } else if (used.size > 0) {
            const id = [...used][pick % used.size] as number;
            used.delete(id);
            ids.free(id);
          }
        }
      }),
    );
  });
});
