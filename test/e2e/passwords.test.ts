import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnectPacket } from 'mqtt-packet';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { ScriptedBroker } from '../support/scripted-broker.ts';
import { folder, type Program, readyFile, start, until } from './program.ts';

const SECRET = 'op,en "ses\\ame"';

let broker: ScriptedBroker;

beforeEach(async () => {
  broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
});

/** A file with this in it and these permissions. */
function file(text: string, mode = 0o600, name = 'password'): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function doctor(args: readonly string[], env = {}): Program {
  return start(['doctor', '1', `127.0.0.1:${broker.port}`, '--username', 'me', ...args], { env });
}

function swarm(args: readonly string[], env = {}, user = 'me'): Program {
  const url = `mqtt://${user}@127.0.0.1:${broker.port}`;
  return start(['swarm', '--broker', url, '--modules', '1', '--rate', '0', ...args], { env });
}

/** Both programs that log in at a broker. */
const PROGRAMS = [
  ['doctor', doctor],
  ['swarm', swarm],
] as const;

async function password(): Promise<string | undefined> {
  const { username, password: sent } = (await broker.got('connect')) as IConnectPacket;
  expect(username).toBe('me');
  return sent?.toString();
}

/** The arguments of a process, as everybody on the machine sees them. */
function argumentsOf({ child }: Program): string {
  return readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
}

describe.each(PROGRAMS)('the password of %s', (_name, run) => {
  test('comes from a file, and the process list does not show it', needs('Linux'), async () => {
    broker.manners.silent.add('connect');
    const program = run(['--password-file', file(`${SECRET}\n`)]);
    expect(await password()).toBe(SECRET);
    expect(argumentsOf(program)).not.toContain('ses');
    expect(program.stderr()).not.toContain('other users');
  });

  test('comes from standard input', async () => {
    const program = run(['--password-file', '-']);
    program.child.stdin?.end(`${SECRET}\r\n`);
    expect(await password()).toBe(SECRET);
  });

  test('comes from the environment, itself or as the name of a file', async () => {
    run([], { ATMQTT_PASSWORD: SECRET });
    expect(await password()).toBe(SECRET);
    run([], { ATMQTT_PASSWORD_FILE: file('of the file') });
    expect(await password()).toBe('of the file');
    run(['--password-file', file('of the option')], { ATMQTT_PASSWORD: SECRET });
    expect(await password()).toBe('of the option');
  });

  test('in a file that others can read: a warning says what to run', needs('Unix'), async () => {
    const path = file(SECRET, 0o644);
    const program = run(['--password-file', path]);
    expect(await password()).toBe(SECRET);
    const warning = `other users of this computer can read ${path}, which holds a password: run "chmod 600 ${path}"`;
    await until('warning', () => program.stderr().includes(warning) || undefined);
    expect(program.stderr()).not.toContain('ses\\');
  });

  test('that is none ends it with exit code 2 and a sentence without it', async () => {
    for (const [text, why] of [
      ['', 'it is empty'],
      ['\n', 'it is empty'],
      ['secret1\nsecret2\n', 'it has more than one line'],
      [Buffer.from([0xff, 0x0a]), 'it is not text in UTF-8'],
      [Buffer.alloc(70_000, 'x'), 'it is longer than 65535 bytes'],
    ] as const) {
      const path = file(text as string);
      const program = run(['--password-file', path]);
      expect(await program.exited).toBe(2);
      expect(program.stderr()).toContain(`${path} holds no password: ${why}.`);
      expect(program.stderr()).not.toMatch(/secret\d|xxx/);
    }
    const gone = run(['--password-file', '/nowhere/password']);
    expect(await gone.exited).toBe(2);
    expect(gone.stderr()).toContain('The password file /nowhere/password cannot be read');
  });

  test('in two places at once ends it with exit code 2', async () => {
    const program = run([], { ATMQTT_PASSWORD: SECRET, ATMQTT_PASSWORD_FILE: file('other') });
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toContain('ATMQTT_PASSWORD and ATMQTT_PASSWORD_FILE both give a password');
  });
});

test('a password on a command line is used, and warned of without being shown', async () => {
  for (const program of [
    doctor(['--password', 'sesame'], { ATMQTT_PASSWORD: 'not this' }),
    swarm([], { ATMQTT_PASSWORD: 'not this' }, 'me:sesame'),
  ]) {
    expect(await password()).toBe('sesame');
    await until('warning', () => /can see the password in --(password|broker);/.exec(program.stderr()));
    expect(program.stderr()).toContain('--password-file, or set ATMQTT_PASSWORD');
    expect(program.stderr() + program.stdout()).not.toContain('sesame');
  }
  const twice = doctor(['--password', 'sesame', '--password-file', file(SECRET)]);
  expect(await twice.exited).toBe(2);
  expect(twice.stderr()).toContain('--password-file and --password both give a password');
});

test('a password of the environment is for nobody without a user name, and a run knows it', async () => {
  const env = { ATMQTT_PASSWORD: SECRET };
  const program = start(['doctor', '1', `127.0.0.1:${broker.port}`], { env });
  expect(((await broker.got('connect')) as IConnectPacket).password).toBeUndefined();
  expect(await program.exited).toBe(0);
  const none = start(['swarm', '--broker', `mqtt://127.0.0.1:${broker.port}`, '--password-file', file('x')]);
  expect(await none.exited).toBe(2);
  expect(none.stderr()).toContain('--broker mqtt://USER@HOST:PORT');
  const show = start(['config', 'show'], { env });
  expect(await show.exited).toBe(0);
  expect(show.stderr()).toBe('');
});

test('a Wi-Fi password on a command line is warned of', async () => {
  const shown = start(['config', 'show', '--set', 'wifi.password=sesame']);
  expect(await shown.exited).toBe(0);
  expect(shown.stderr()).toContain('--set wifi.password=…; set ATMQTT_WIFI_PASSWORD in the environment');
  const several = ['--set', 'wifi.accessPoints=[{"ssid":"a","password":"sesame"}]', '--set', 'wifi.ssid=a'];
  const others = start(['config', 'show', ...several]);
  expect(await others.exited).toBe(0);
  expect(others.stderr()).toContain('--set wifi.accessPoints=…; set ATMQTT_WIFI_ACCESS_POINTS');
  expect(others.stderr().split('\n')).toHaveLength(2);
  expect(shown.stderr() + others.stderr()).not.toContain('sesame');
});

describe('what others can read is warned of once', needs('Unix'), () => {
  const yaml = (secret: string) =>
    `settings: { wifi: ${secret} }\nmodules: { a: { ports: ['tcp-listen:0'] } }\n`;

  test('a settings file with a password, not one without', async () => {
    const open = file(yaml('{ ssid: lab, password: sesame }'), 0o644, 'atmqtt.yaml');
    for (const command of ['check', 'show'] as const) {
      const args = command === 'check' ? [open] : ['--config', open];
      const program = start(['config', command, ...args]);
      expect(await program.exited).toBe(0);
      expect(program.stderr()).toBe(
        `atmqtt: other users of this computer can read ${open}, which holds a password: run "chmod 600 ${open}"\n`,
      );
    }
    for (const silent of [
      file(yaml('{ ssid: lab, password: sesame }'), 0o600, 'atmqtt.yaml'),
      file(yaml("{ ssid: lab, password: '' }"), 0o644, 'atmqtt.yaml'),
    ]) {
      const program = start(['config', 'check', silent]);
      expect(await program.exited).toBe(0);
      expect(program.stderr()).toBe('');
    }
  });

  test('a flash directory that was there, and a key that a person put into it', async () => {
    const flash = join(folder(), 'flash');
    mkdirSync(join(flash, 'mfg', 'mqtt_key'), { recursive: true });
    mkdirSync(join(flash, 'mfg', 'mqtt_ca'), { recursive: true });
    const key = join(flash, 'mfg', 'mqtt_key', 'mqtt_key.pem');
    const ca = join(flash, 'mfg', 'mqtt_ca', 'mqtt_ca.pem');
    writeFileSync(key, '-----BEGIN PRIVATE KEY-----\n');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\n');
    for (const path of [key, ca]) chmodSync(path, 0o644);
    chmodSync(flash, 0o755);
    const ready = join(folder(), 'ready.json');
    const program = start(['run', '--port', 'stdio', '--flash', flash, '--ready-file', ready]);
    await readyFile(ready);
    program.child.stdin?.end('AT+CWJAP="a","sesame"\r\n');
    await program.exited;
    const warnings = program.stderr().match(/other users of this computer can read .*/g);
    expect(warnings).toEqual([
      `other users of this computer can read ${flash}, which holds what modules store, keys and passwords among it: run "chmod 700 ${flash}"`,
      `other users of this computer can read ${key}, which holds a private key: run "chmod 600 ${key}"`,
    ]);
    // What the program makes is its owner's alone, even there.
    const modes = (readdirSync(flash) as string[])
      .filter((name) => name !== 'mfg')
      .map((name) => [name, (statSync(join(flash, name)).mode & 0o777).toString(8)]);
    expect(Object.fromEntries(modes)).toEqual({
      'format.json': '600',
      'nvs.json': '600',
      lock: '600',
      sessions: '700',
    });
  });

  test('the key of a client', async () => {
    const key = file('-----BEGIN PRIVATE KEY-----\n', 0o640, 'key.pem');
    const program = doctor(['--key', key]);
    await program.exited;
    expect(program.stderr()).toBe(
      `atmqtt: other users of this computer can read ${key}, which holds a private key: run "chmod 600 ${key}"\n`,
    );
  });
});
