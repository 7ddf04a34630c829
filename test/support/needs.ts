import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestOptions } from 'vitest';
import { lackOf, PROGRAMS, type ProgramName } from './programs.ts';
import { mountSmallDisk, unmount } from './small-disk.ts';

interface Feature {
  readonly isHere: () => boolean;
  /** The sentence for a machine without it. */
  readonly lack: string;
  /** `npm run test:all` goes without it: few machines have it, and no package of Debian brings it. */
  readonly mayLack?: true;
}

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'atmqtt-mount-'));
  try {
    if (!mountSmallDisk(place, 16_384)) return false;
    unmount(place);
    return true;
  } finally {
    rmSync(place, { recursive: true });
  }
}

let registryAnswers: boolean | undefined;

/** Asks once, without npm's own patience of minutes. */
function asksRegistry(): boolean {
  const args = ['view', 'ws', 'version', '--prefer-online', '--fetch-retries=0', '--fetch-timeout=10000'];
  return spawnSync('npm', args, { timeout: 20_000, stdio: 'ignore' }).status === 0;
}

/** What no package brings. */
const FEATURES = {
  Linux: { isHere: () => process.platform === 'linux', lack: 'this is not Linux' },
  Unix: { isHere: () => process.platform !== 'win32', lack: 'this is Windows' },
  'a small disk': {
    isHere: () => process.platform === 'linux' && canMount(),
    lack: 'a small disk cannot be mounted here, which takes root',
  },
  IPv6: {
    isHere: () =>
      Object.values(networkInterfaces()).some((addresses) =>
        addresses?.some(({ address }) => address === '::1'),
      ),
    lack: 'this machine has no IPv6 on its loopback',
  },
  'node-unix-socket': {
    isHere: () => {
      try {
        createRequire(import.meta.url)('node-unix-socket');
        return true;
      } catch {
        return false;
      }
    },
    lack: 'the optional package node-unix-socket is not installed, which npm ci brings',
  },
  root: { isHere: () => process.geteuid?.() === 0, lack: 'this is not root' },
  'npm registry': {
    isHere: () => (registryAnswers ??= asksRegistry()),
    lack: 'no npm registry answers, from which dependencies of the package would be installed',
  },
  'udevadm verify': {
    isHere: () => spawnSync('udevadm', ['verify', '--help']).status === 0,
    lack: 'there is no udevadm that can verify rules, as that of systemd 254 can',
    mayLack: true,
  },
} satisfies Readonly<Record<string, Feature>>;

/** A program to install, or a feature of the machine. */
export type Need = ProgramName | keyof typeof FEATURES;

declare module 'vitest' {
  interface TaskMeta {
    /** What a test or a suite was left out for want of. */
    lacks?: readonly Need[];
  }
}

/**
 * Options of a test or a suite that needs something: it is left out where that is missing, and the end of the
 * run tells what would bring it (skips-reporter.ts). `describe('over Mosquitto', needs('mosquitto'), …)`
 */
export function needs(...names: readonly Need[]): TestOptions {
  const lacks = names.filter((name) => !isHere(name));
  return lacks.length === 0 ? {} : { skip: true, meta: { lacks } };
}

/** The sentence for something that is missing. */
export function tellLack(name: Need): string {
  return isProgram(name) ? lackOf(name) : FEATURES[name].lack;
}

/** Whether a run of everything may do without it. */
export function mayLack(name: Need): boolean {
  if (isProgram(name)) return false;
  const feature: Feature = FEATURES[name];
  return feature.mayLack === true;
}

/** The features that this machine lacks and a run of everything needs. */
export function lackingFeatures(): readonly Need[] {
  return (Object.keys(FEATURES) as (keyof typeof FEATURES)[]).filter(
    (name) => !mayLack(name) && !FEATURES[name].isHere(),
  );
}

export function isProgram(name: Need): name is ProgramName {
  return name in PROGRAMS;
}

function isHere(name: Need): boolean {
  return isProgram(name) ? PROGRAMS[name].find() !== undefined : FEATURES[name].isHere();
}
