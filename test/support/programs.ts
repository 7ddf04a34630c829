import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that tests run. */
export interface Program {
  /** The Debian packages that bring it. */
  readonly packages: readonly string[];
  /** Where it is; undefined when it is not installed. */
  readonly find: () => string | undefined;
}

/** Debian and Homebrew keep some programs where not every PATH looks. */
const FOLDERS = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/sbin',
];

/** A program in PATH, from packages that are called as it is unless they are named. */
const inPath = (name: string, ...packages: readonly string[]): Program => ({
  packages: packages.length === 0 ? [name] : packages,
  find: () => FOLDERS.map((folder) => join(folder, name)).find((path) => allows(path, constants.X_OK)),
});

const file = (path: string, ...packages: readonly string[]): Program => ({
  packages,
  find: () => (allows(path, constants.R_OK) ? path : undefined),
});

/** A Python that has a module: the system's before any other, for Debian installs modules for that one only. */
const pythonModule = (module: string, name: string): Program => ({
  packages: [name],
  find: () =>
    ['/usr/bin/python3', 'python3'].find(
      (python) => spawnSync(python, ['-c', `import ${module}`]).status === 0,
    ),
});

/** All programs that tests run: what `npm run test:all -- --install` installs. */
export const PROGRAMS = {
  mosquitto: inPath('mosquitto'),
  mosquitto_pub: inPath('mosquitto_pub', 'mosquitto-clients'),
  // The server itself: what Debian has in PATH changes the user first.
  rabbitmq: file('/usr/lib/rabbitmq/bin/rabbitmq-server', 'rabbitmq-server'),
  chronyd: inPath('chronyd', 'chrony'),
  git: inPath('git'),
  ping: inPath('ping', 'iputils-ping'),
  openssl: inPath('openssl'),
  setpriv: inPath('setpriv', 'util-linux'),
  socat: inPath('socat'),
  'ssh-keygen': inPath('ssh-keygen', 'openssh-client'),
  strace: inPath('strace'),
  tshark: inPath('tshark'),
  tmux: inPath('tmux'),
  picocom: inPath('picocom'),
  ser2net: inPath('ser2net'),
  cc: inPath('cc', 'gcc', 'libc6-dev'),
  make: inPath('make'),
  'avr-gcc': inPath('avr-gcc', 'gcc-avr', 'avr-libc', 'binutils-avr'),
  simavr: file('/usr/include/simavr/sim_avr.h', 'simavr', 'libsimavr-dev'),
  'arm-none-eabi-gcc': inPath('arm-none-eabi-gcc', 'gcc-arm-none-eabi'),
  'qemu-system-arm': inPath('qemu-system-arm'),
  zsh: inPath('zsh'),
  fish: inPath('fish'),
  'systemd-analyze': inPath('systemd-analyze', 'systemd'),
  python3: pythonModule('sys', 'python3'),
  pytest: pythonModule('pytest', 'python3-pytest'),
  pyserial: pythonModule('serial', 'python3-serial'),
  'python-build': pythonModule('build', 'python3-build'),
  hatchling: pythonModule('hatchling', 'python3-hatchling'),
  venv: pythonModule('ensurepip', 'python3-venv'),
  mypy: pythonModule('mypy', 'mypy'),
  chromium: inPath('chromium'),
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

/** Where a program is. @throws when it is not installed, with what brings it */
export function programPath(name: ProgramName): string {
  const path = PROGRAMS[name].find();
  if (path === undefined) throw new Error(lackOf(name));
  return path;
}

/** The sentence for a program that is not installed. */
export function lackOf(name: ProgramName): string {
  return `${name} is not installed: apt-get install ${PROGRAMS[name].packages.join(' ')}`;
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
