import type { Follow } from '#firmware/places';
import type { Firmware } from '#firmware/releases';
import { attachMemory } from './attach.ts';
import { CasePlayer } from './case-player.ts';
import { loadTranscripts } from './transcript.ts';

/**
 * Plays the transcripts of a release with a value of `follow`, but for those that name the other one.
 * @returns the titles of all, and why those that differ do
 */
export async function playRelease(
  firmware: Firmware,
  follow: Follow,
): Promise<{ readonly titles: readonly string[]; readonly differences: readonly string[] }> {
  const cases = loadTranscripts().filter(
    ({ settings }) =>
      settings.includes(`firmware=${firmware}`) &&
      settings.every((each) => !each.startsWith('follow=') || each === `follow=${follow}`),
  );
  const differences: string[] = [];
  for (const each of cases) {
    const settings = [...each.settings, `follow=${follow}`, 'wifi.autojoin=true'];
    try {
      await new CasePlayer({ ...each, settings }, attachMemory).play();
    } catch (error) {
      differences.push(String(error));
    }
  }
  return { titles: cases.map(({ title }) => title), differences };
}
