import { describe, test } from 'vitest';
import type { Attach } from './attach.ts';
import { Stage } from './stage.ts';
import { loadTranscripts } from './transcript.ts';

/** Plays every transcript over one kind of port. */
export function playAll(kind: string, attach: Attach): void {
  const cases = loadTranscripts();
  describe(`transcripts over ${kind}`, () => {
    for (const file of new Set(cases.map((each) => each.file))) {
      describe(file, () => {
        for (const each of cases.filter((candidate) => candidate.file === file)) {
          test(each.title, () => new Stage(each, attach).play());
        }
      });
    }
  });
}
