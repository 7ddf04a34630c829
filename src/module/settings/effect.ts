import { z } from 'zod';

/**
 * From when on another value of a setting counts while the module runs: at once; from the next connection of a link on;
 * for hosts that attach from then on; from the next start of the module on, by power-on or by a restart; or only where
 * the program is started anew.
 */
export const SETTING_EFFECTS = ['now', 'connection', 'host', 'restart', 'program'] as const;

export type SettingEffect = (typeof SETTING_EFFECTS)[number];

/** What is not declared counts from the next start on: the module is made anew then. */
export const DEFAULT_EFFECT: SettingEffect = 'restart';

/** What settings declare beside themselves. */
export const effects: z.core.$ZodRegistry<{ readonly from: SettingEffect }> = z.registry<{
  readonly from: SettingEffect;
}>();
