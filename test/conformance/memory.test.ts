import { expect, test } from 'vitest';
import { attachMemory } from './attach.ts';
import { playAll } from './play.ts';
import { stateChanges } from './transitions.ts';

const seen = new Set<string>();

playAll('memory', attachMemory, {
  log(line) {
    const change = /^link \d: state (\d → \d)$/.exec(line)?.[1];
    if (change !== undefined) seen.add(change);
  },
});

// Below the transcripts, because it looks back on them.
test('the transcripts went through every change of state that the link machine can make', () => {
  expect([...seen].sort()).toEqual(stateChanges());
});
