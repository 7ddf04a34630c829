import { expect, test } from 'vitest';
import { FOLLOWS } from '#firmware/places';
import { playRelease } from './play-release.ts';

// Of these nothing was observed byte for byte, so that their transcripts are all there is.
test.each(FOLLOWS.flatMap((follow) => [['2.2', follow] as const, ['3.2', follow] as const]))(
  'firmware %s does with follow=%s what its transcripts say',
  async (firmware, follow) => {
    const { titles, differences } = await playRelease(firmware, follow);
    expect(titles.length).toBeGreaterThan(3);
    expect(differences).toEqual([]);
  },
);
