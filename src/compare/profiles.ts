import { FOLLOWS, type Follow } from '#firmware/places';
import { FIRMWARES, type Firmware } from '#firmware/releases';
import type { SettingsInput } from '#module/settings/settings';
import type { CompareCase } from './compare-case.ts';
import { MemoryTarget } from './memory-target.ts';

/** What our module can be: a release, and whom it follows. */
export interface OurProfile {
  readonly firmware: Firmware;
  readonly follow: Follow;
}

/** All that our module can be. */
export const OUR_PROFILES: readonly OurProfile[] = FIRMWARES.flatMap((firmware) =>
  FOLLOWS.map((follow) => ({ firmware, follow })),
);

/** In words, as in `3.4, follow: module`. */
export const nameOfProfile = ({ firmware, follow }: OurProfile): string => `${firmware}, follow: ${follow}`;

const SHORT_MS = 300;
const SLACK_MS = 350;

/** What our module writes at each step of a case, in memory. */
export async function ourOutputs(one: CompareCase, settings: SettingsInput): Promise<readonly string[]> {
  const target = new MemoryTarget(one.broker, settings);
  await target.boot();
  const outputs: string[] = [];
  for (const step of one.steps) {
    if (step.in !== undefined) target.write(step.in);
    else if (step.event !== undefined) target.happen(step);
    if (step.out === undefined) outputs.push('');
    else {
      await target.until(() => false, step.wait ?? (step.ms ?? SHORT_MS) + SLACK_MS);
      outputs.push(target.take());
    }
    if (step.then === 'restart') break;
  }
  target.close();
  return outputs;
}
