import { describe, test } from 'vitest';
import type { Attach } from './attach.ts';
import { CasePlayer } from './case-player.ts';
import { loadTranscripts } from './transcript.ts';

interface PlayOptions {
  /** Play several cases at a time, for a port that takes its time to notice a host. */
  readonly concurrent?: boolean;
  /** Takes every log line of every case. */
  log?(line: string): void;
}

/** Plays every transcript over one kind of port. */
export function playAll(kind: string, attach: Attach, { concurrent = false, log }: PlayOptions = {}): void {
  const cases = loadTranscripts();
  describe(`transcripts over ${kind}`, { concurrent }, () => {
    for (const file of new Set(cases.map((each) => each.file))) {
      describe(file, () => {
        for (const each of cases.filter((candidate) => candidate.file === file)) {
          test(each.title, async () => {
            const player = new CasePlayer(each, attach);
            await player.play();
            if (log !== undefined) player.log.forEach(log);
          });
        }
      });
    }
  });
}
