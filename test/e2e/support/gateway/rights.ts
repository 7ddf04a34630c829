import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../../program.ts';

const UNIT = fileURLToPath(new URL('../../../../packaging/atmqtt.service', import.meta.url));
/** As systemd chooses them for DynamicUser. */
const USER = 61_234;
const DIALOUT = 61_235;

/** What a service may do, as `packaging/atmqtt.service` says it. */
export interface Rights {
  /** The user of the service, and the group of serial lines; undefined: the test's own. */
  readonly user: number | undefined;
  readonly dialout: number | undefined;
  /** What the program is run by, with its arguments. */
  readonly under: readonly string[];
}

/** The rights of the unit: whoever runs the tests may take rights from a program, and root may make it another user too. */
export function rightsOfUnit(setpriv: string): Rights {
  const unit = readFileSync(UNIT, 'utf8');
  const one = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
  const isRoot = process.geteuid?.() === 0;
  // Where the checkout is closed to others, root without rights is as near as it gets.
  const isOther = isRoot && isOpen(MAIN) && isOpen(process.execPath);
  const capabilities = (name: string): string =>
    ['-all', ...one(name).split(' ').filter(Boolean)].join(',').replaceAll('CAP_', '+').toLowerCase();
  const under = [
    setpriv,
    ...(one('NoNewPrivileges') === 'yes' ? ['--no-new-privs'] : []),
    ...['--pdeathsig', 'KILL'],
    ...(isOther ? [`--reuid=${USER}`, `--regid=${USER}`, `--groups=${DIALOUT}`] : []),
    ...(isRoot
      ? [
          `--bounding-set=${capabilities('CapabilityBoundingSet')}`,
          `--inh-caps=${capabilities('AmbientCapabilities')}`,
          `--ambient-caps=${capabilities('AmbientCapabilities')}`,
        ]
      : ['--inh-caps=-all']),
    ...['/bin/sh', '-c', `umask ${one('UMask')}; exec "$@"`, 'sh'],
  ];
  return { user: isOther ? USER : undefined, dialout: isOther ? DIALOUT : undefined, under };
}

/** Whether everybody may read a file and go through all folders above it. */
function isOpen(path: string): boolean {
  if ((statSync(path).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
