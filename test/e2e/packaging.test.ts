import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parsePortSpec } from '#ports/index';
import { needs } from '../support/needs.ts';
import { folder, MAIN, until } from './program.ts';
import { applyUdevRules, parseUdevRules } from './support/udev.ts';

/** Longer than a build takes beside other tests. */
const BUILDING_MS = 120_000;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const UNITS = ['atmqtt.service', 'atmqtt@.service'] as const;
const SERIAL = 'A50285BI';

function packaging(name: string): string {
  return readFileSync(join(ROOT, 'packaging', name), 'utf8');
}

function guide(name: string): string {
  return readFileSync(join(ROOT, 'docs', 'guides', name), 'utf8');
}

/** The options that `run` has, from its help. */
const knownOptions = new Set(
  [
    ...spawnSync(process.execPath, [MAIN, 'run', '--help'], { encoding: 'utf8' }).stdout.matchAll(
      /--[a-z][\w-]*/g,
    ),
  ].map(([option]) => option),
);

/** The command line of a run must be one that the program takes. */
function expectRun(words: readonly string[]): void {
  expect(words[0]).toBe('run');
  for (const option of words.filter((word) => word.startsWith('--')))
    expect([...knownOptions]).toContain(option);
  for (const [at, word] of words.entries()) if (word === '--port') parsePortSpec(words[at + 1] ?? '');
}

describe('packaging/Dockerfile', () => {
  const instructions = packaging('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .split('\n')
    .filter(Boolean)
    .map((line) => /^([A-Z]+) (.*)$/.exec(line)?.slice(1) ?? [line])
    .map(([name = '', rest = '']) => ({ name, words: rest.split(' '), rest }));
  const all = (name: string) => instructions.filter((instruction) => instruction.name === name);
  const json = (name: string): string[] => JSON.parse(all(name)[0]?.rest ?? 'null');

  test('has instructions that Docker knows, each on one line', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'USER', 'VOLUME', 'EXPOSE', 'ENTRYPOINT', 'CMD'];
    expect(instructions.filter(({ name }) => !known.includes(name))).toEqual([]);
  });

  test('copies what is there and what .dockerignore lets through', () => {
    const letThrough = packaging('Dockerfile.dockerignore').match(/(?<=^!).+$/gm) ?? [];
    const copied = all('COPY')
      .filter(({ words }) => !words[0]?.startsWith('--from='))
      .flatMap(({ words }) => words.slice(0, -1));
    expect(copied.length).toBeGreaterThan(3);
    for (const path of copied) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(letThrough).toContain(path);
    }
    expect(letThrough.filter((path) => !copied.includes(path))).toEqual([]);
  });

  test('copies all that the build needs', { timeout: BUILDING_MS }, () => {
    const context = folder();
    for (const { words } of all('COPY').filter(({ words }) => !words[0]?.startsWith('--from='))) {
      for (const path of words.slice(0, -1))
        cpSync(join(ROOT, path), join(context, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(context, 'node_modules'));
    const built = spawnSync('npm', ['run', 'build'], { cwd: context, encoding: 'utf8' });
    expect(built.status, built.stdout + built.stderr).toBe(0);
    const main = join(context, 'dist', 'cli', 'main.js');
    const version = spawnSync(process.execPath, [main, '--version'], { encoding: 'utf8' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('takes from the first stage what that stage has made', () => {
    expect(all('FROM')[0]?.rest).toMatch(/ AS build$/);
    const taken = all('COPY').filter(({ words }) => words[0] === '--from=build');
    expect(taken.map(({ words }) => words[1])).toEqual([
      '/build/package.json',
      '/build/node_modules',
      '/build/dist',
    ]);
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [, script] of packaging('Dockerfile').matchAll(/npm run (\w+)/g)) {
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  test('uses a Node that package.json allows, for both stages', () => {
    const images = all('FROM').map(({ words }) => words[0]);
    expect(new Set(images).size).toBe(1);
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const min = Number(/\d+/.exec(engines.node)?.[0]);
    expect(Number(/^node:(\d+)-slim$/.exec(images[0] ?? '')?.[1])).toBeGreaterThanOrEqual(min);
  });

  test('runs the program with options it has, on the port it exposes, and not as root', () => {
    expect(json('ENTRYPOINT')).toEqual(['atmqtt']);
    const command = json('CMD');
    expectRun(command);
    expect(command).toContain(`tcp-listen:0.0.0.0:${all('EXPOSE')[0]?.rest}`);
    expect(all('USER')[0]?.rest).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(command).toContain(all('VOLUME')[0]?.rest);
  });

  test('docs/guides/docker.md says that no test builds the image', () => {
    expect(guide('docker.md')).toMatch(/no test builds/i);
  });
});

/** A unit as systemd reads it: `Key=value` lines. */
function unit(name: string): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const line of packaging(name).split('\n')) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) keys.set(key, [...(keys.get(key) ?? []), value]);
  }
  return keys;
}

describe.each(UNITS)('packaging/%s', (name) => {
  const keys = unit(name);
  const one = (key: string): string => keys.get(key)?.[0] ?? '';
  const words = one('ExecStart').split(' ');

  test('starts the program with options it has', () => {
    expect(words.slice(0, 2)).toEqual(['/usr/bin/env', 'atmqtt']);
    expectRun(words.slice(2));
  });

  test('asserts the settings file that it names, in the folder it is given', () => {
    const file = words[words.indexOf('--config') + 1];
    expect(one('AssertPathExists')).toBe(file);
    expect(file?.startsWith(`/etc/${one('ConfigurationDirectory')}/`)).toBe(true);
  });

  test('is not started again for a mistake, and gives up its rights', () => {
    expect(one('RestartPreventExitStatus')).toBe('2');
    expect(one('DynamicUser')).toBe('yes');
    expect(one('SupplementaryGroups')).toBe('dialout');
    expect(one('CapabilityBoundingSet')).toBe('CAP_NET_RAW');
    expect(one('AmbientCapabilities')).toBe('CAP_NET_RAW');
    expect(one('NoNewPrivileges')).toBe('yes');
  });

  test('is told to be up by the program, and is started again when that stands still', () => {
    expect(one('Type')).toBe('notify');
    expect(Number(one('WatchdogSec'))).toBeGreaterThanOrEqual(10);
    // From the main process alone, which is what `env` and the package's script become.
    expect(keys.has('NotifyAccess')).toBe(false);
  });

  test('waits for what may come, and is started again when it does not', () => {
    expect(words.join(' ')).toContain('--wait forever');
    expect(one('Restart')).toBe('on-failure');
  });

  test('lets AT+PING work with the rights that it leaves', needs('root', 'setpriv', 'ping'), async () => {
    expect(await pingWith(one('CapabilityBoundingSet'), one('AmbientCapabilities'))).toMatch(
      /\+PING:\d+\r\n\r\nOK/,
    );
    // Not on every machine: ping may need no right at all.
    expect(await pingWith('', '')).toMatch(/\+PING:(\d+|TIMEOUT)|ERROR/);
  });
});

/** What a module answers to AT+PING when it has these capabilities only, and no way to more. */
async function pingWith(bounding: string, ambient: string): Promise<string> {
  const set = (text: string): string =>
    ['-all', ...text.split(' ').filter(Boolean)].join(',').replace('CAP_', '+').toLowerCase();
  const rights = [
    '--no-new-privs',
    `--bounding-set=${set(bounding)}`,
    `--inh-caps=${set(ambient)}`,
    `--ambient-caps=${set(ambient)}`,
  ];
  const input = 'ATE0\r\nAT+PING="127.0.0.1"\r\n';
  const child = spawn('setpriv', [
    ...rights,
    process.execPath,
    MAIN,
    '--port',
    'stdio',
    '--log-level',
    'silent',
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes;
  });
  await until('the network', () => (said.includes('WIFI GOT IP') ? true : undefined));
  child.stdin.write(input);
  return until('an answer to AT+PING', () => (/OK\r\n.*(OK|ERROR)\r\n$/s.test(said) ? said : undefined));
}

/** As the kernel lists its consoles in /sys/class/tty/console/active. */
function consoleFile(consoles: readonly string[]): string {
  const file = join(folder(), 'active');
  writeFileSync(file, `${consoles.join(' ')}\n`);
  return file;
}

const run = (program: string, ...args: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' });

describe('systemd itself', needs('systemd-analyze'), () => {
  test('finds nothing wrong with the units', () => {
    const here = folder();
    const instance = join(here, `atmqtt@${SERIAL}.service`);
    copyFileSync(join(ROOT, 'packaging', 'atmqtt@.service'), instance);
    const verified = run('systemd-analyze', 'verify', join(ROOT, 'packaging', 'atmqtt.service'), instance);
    expect(verified.stderr).toBe('');
    expect(verified.status).toBe(0);
  });

  test('would find a key that does not exist', () => {
    const file = join(folder(), 'atmqtt.service');
    writeFileSync(file, packaging('atmqtt.service').replace('DevicePolicy=', 'DevicePolicies='));
    expect(run('systemd-analyze', 'verify', file).stderr).toMatch(/DevicePolicies/);
  });
});

/** Serial lines on a board, by the driver: a console, a getty and others. */
const UARTS = ['ttyAMA', 'ttymxc', 'ttyTHS', 'ttyO', 'ttyAML', 'ttyPS', 'ttyS'] as const;

describe('packaging/99-atmqtt.rules', () => {
  const rules = parseUdevRules(packaging('99-atmqtt.rules'));
  const MATCHES = ['ACTION', 'SUBSYSTEM', 'KERNEL', 'ENV', 'TEST', 'PROGRAM'];
  const ASSIGNS = ['SYMLINK', 'TAG', 'ENV', 'GOTO', 'LABEL'];
  const wants = join('/etc/systemd/system', 'getty.target.wants');
  const generated = join('/run/systemd/generator', 'getty.target.wants');

  /** What becomes of a line. @param files that are there @param consoles of the kernel */
  function line(kernel: string, files: readonly string[], { env = {}, consoles = ['tty0'] } = {}) {
    const {
      symlinks,
      tags,
      env: set,
    } = applyUdevRules(rules, {
      kernel,
      files,
      env,
      program(command) {
        const [program, ...args] = command.split(' ');
        if (program === '/bin/grep') {
          expect(args).toEqual(['-qw', kernel, '/sys/class/tty/console/active']);
          return run('grep', '-qw', kernel, consoleFile(consoles)).status === 0 ? '' : undefined;
        }
        expect([program, args[0]]).toEqual(['/usr/bin/systemd-escape', '--template=atmqtt@.service']);
        return args.length === 2 ? `atmqtt@${args[1]}.service` : undefined;
      },
    });
    expect(tags).toEqual(symlinks.map(() => 'systemd'));
    return { symlinks, starts: set['SYSTEMD_WANTS'] };
  }
  const NOTHING = { symlinks: [], starts: undefined };
  const USB = { ID_BUS: 'usb', ID_SERIAL_SHORT: SERIAL };

  test('is made of keys, operators and values that udev knows', () => {
    for (const { key, operator } of rules.flat()) {
      expect(operator === '==' || operator === '!=' ? MATCHES : ASSIGNS).toContain(key);
    }
  });

  test('jumps to a label that is there', () => {
    const values = (key: string) => rules.flat().flatMap((pair) => (pair.key === key ? [pair.value] : []));
    expect(new Set(values('GOTO'))).toEqual(new Set(values('LABEL')));
  });

  test('gives a USB adapter the name of its serial number, and starts the unit where a settings file has it', () => {
    const symlinks = [`atmqtt/${SERIAL}`];
    expect(line('ttyUSB0', [], { env: USB })).toEqual({ symlinks, starts: undefined });
    const starts = `atmqtt@${SERIAL}.service`;
    expect(line('ttyACM3', [`/etc/atmqtt/${SERIAL}.yaml`], { env: USB })).toEqual({ symlinks, starts });
    expect(line('ttyUSB0', ['/etc/atmqtt/ttyUSB0.yaml'], { env: { ID_BUS: 'usb' } })).toEqual(NOTHING);
  });

  test.each(UARTS)(
    '%s, a UART of the board, goes by its kernel name, where a settings file has it',
    (driver) => {
      const kernel = `${driver}1`;
      expect(line(kernel, [])).toEqual(NOTHING);
      expect(line(kernel, [`/etc/atmqtt/${driver}10.yaml`])).toEqual(NOTHING);
      expect(line(kernel, [`/etc/atmqtt/${kernel}.yaml`], { consoles: ['tty0', `${driver}10`] })).toEqual({
        symlinks: [`atmqtt/${kernel}`],
        starts: `atmqtt@${kernel}.service`,
      });
      expect(unit('atmqtt.service').get('DeviceAllow')).toContain(`char-${driver} rw`);
      expect(unit('atmqtt@.service').get('DeviceAllow')).toContain(`char-${driver} rw`);
    },
  );

  test.each([...UARTS, 'ttyUSB'])('%s is left alone as a console or a login', (driver) => {
    const kernel = `${driver}0`;
    const env: Record<string, string> = driver === 'ttyUSB' ? USB : {};
    const files = [`/etc/atmqtt/${kernel}.yaml`, `/etc/atmqtt/${SERIAL}.yaml`];
    expect(line(kernel, files, { env }).symlinks).toHaveLength(1);
    expect(line(kernel, files, { env, consoles: ['tty0', kernel] })).toEqual(NOTHING);
    for (const folder of [wants, generated]) {
      const getty = join(folder, `serial-getty@${kernel}.service`);
      expect(line(kernel, [...files, getty], { env })).toEqual(NOTHING);
    }
  });

  test('leaves alone what is no serial line, and what goes', () => {
    for (const kernel of ['tty1', 'ptmx', 'hvc0']) {
      expect(line(kernel, [`/etc/atmqtt/${kernel}.yaml`])).toEqual(NOTHING);
    }
    const gone = { kernel: 'ttyS0', files: ['/etc/atmqtt/ttyS0.yaml'], program: () => undefined };
    for (const other of [{ action: 'remove' }, { subsystem: 'block' }]) {
      expect(applyUdevRules(rules, { ...gone, ...other }).symlinks).toEqual([]);
    }
  });

  test('gives the name, and starts the unit, that atmqtt@.service is for', () => {
    const keys = unit('atmqtt@.service');
    expect(keys.get('ExecStart')?.[0]).toContain('serial:/dev/atmqtt/%I ');
    expect(keys.get('BindsTo')?.[0]).toBe('dev-atmqtt-%i.device');
    expect(keys.get('AssertPathExists')?.[0]).toBe('/etc/atmqtt/%I.yaml');
  });

  test('is read by udevadm', needs('udevadm verify'), () => {
    const verified = run('udevadm', 'verify', join(ROOT, 'packaging', '99-atmqtt.rules'));
    expect(verified.status, verified.stdout + verified.stderr).toBe(0);
  });
});

test.each(['docker.md', 'systemd.md', 'github-action.md'])(
  'settings files in docs/guides/%s have no mistakes',
  (name) => {
    const here = folder();
    const blocks = [...guide(name).matchAll(/```yaml\n(# \/etc\/atmqtt\/[\s\S]*?)```/g)].map(
      ([, block]) => block ?? '',
    );
    if (name === 'systemd.md') expect(blocks.length).toBeGreaterThan(1);
    for (const [at, block] of blocks.entries()) {
      const file = join(here, `${at}.yaml`);
      writeFileSync(file, block);
      const run = spawnSync(process.execPath, [MAIN, 'config', 'check', file], { encoding: 'utf8' });
      expect(run.stderr + run.stdout).toMatch(/no mistakes/);
    }
  },
);
