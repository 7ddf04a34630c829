import { type CorpusCase, VERSIONS, type Version } from '#compare/corpus-case';
import { MemoryTarget } from '#compare/memory-target';
import { playCase } from '#compare/play-case';
import { PLACE_NAMES } from '#firmware/places';
import type { SettingsInput } from '#module/settings/settings';

/** Everything that `follow` decides and a case may show. */
const DECIDED = ['duplicateNotice', ...PLACE_NAMES];

/**
 * The places that have a module with `follow: manual` answer a case otherwise than it was observed: each that does so alone,
 * or else each two that do so together.
 */
export async function manualPlaces(version: Version, one: CorpusCase): Promise<string[]> {
  const alone: string[] = [];
  for (const place of DECIDED) if (await differs(version, one, [place])) alone.push(place);
  if (alone.length > 0) return alone;
  const together: string[] = [];
  for (const [index, first] of DECIDED.entries()) {
    for (const second of DECIDED.slice(index + 1)) {
      if (await differs(version, one, [first, second])) together.push(`${first} and ${second}`);
    }
  }
  return together;
}

/** Whether a module that follows the manual in these places, and genuine ones else, answers otherwise. */
async function differs(version: Version, one: CorpusCase, manual: readonly string[]): Promise<boolean> {
  const settings: SettingsInput = {
    firmware: VERSIONS[version],
    follow: 'module',
    places: Object.fromEntries(
      PLACE_NAMES.filter((name) => manual.includes(name)).map((name) => [name, 'manual']),
    ),
    ...(manual.includes('duplicateNotice') ? { duplicateNotice: 'reply' } : {}),
  };
  const target = new MemoryTarget(one.broker, settings);
  await target.boot();
  const difference = await playCase(target, one);
  target.close();
  return difference !== undefined;
}
