/** Releases of ESP-AT that changed something a host sees, in their order; `master` is what comes after them. */
export const RELEASES = ['2.2', '2.3', '2.4', '3.2', '3.3', '3.4', '4.0', '4.1', '5.0', 'master'] as const;
/** A release that changed something. */
export type Release = (typeof RELEASES)[number];

/** The firmware that a module can be. */
export const FIRMWARES = [
  '2.2',
  '2.4',
  '3.2',
  '3.4',
  '4.1',
  '5.0',
  'master',
] as const satisfies readonly Release[];
/** A release of ESP-AT that a module can be; `master` is what Espressif has not released yet. */
export type Firmware = (typeof FIRMWARES)[number];

/** The firmware whose manual is the specification. */
export const DEFAULT_FIRMWARE = '3.4' satisfies Firmware;

/** Whether a firmware has what came with a release. */
export function isSince(firmware: Firmware, release: Release): boolean {
  return RELEASES.indexOf(firmware) >= RELEASES.indexOf(release);
}
