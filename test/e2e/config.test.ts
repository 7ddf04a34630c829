import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Host } from '../interop/support/host.ts';
import { folder, MAIN, type Program, readyFile, start, until } from './program.ts';

interface Ready {
  readonly modules: readonly {
    readonly name: string;
    readonly ports: readonly { readonly kind: string; readonly port?: number }[];
  }[];
  readonly broker?: { readonly url: string };
}

const QUIET = 'settings: { wifi: { autojoin: false } }';

/** A folder with this as its `atmqtt.yaml`. */
function place(text: string): string {
  const here = folder();
  writeFileSync(join(here, 'atmqtt.yaml'), text);
  return here;
}

/** Starts a run in a folder, and waits until it is up. */
async function run(
  here: string,
  args: readonly string[],
  env = {},
): Promise<{ program: Program; ready: Ready }> {
  const file = join(here, 'ready.json');
  const program = start(['run', ...args, '--ready-file', file], { cwd: here, env });
  return { program, ready: (await readyFile(file)) as unknown as Ready };
}

async function hostOf(ready: Ready, name: string): Promise<Host> {
  const port = ready.modules.find((module) => module.name === name)?.ports.find(({ kind }) => kind === 'tcp');
  const socket = connect(port?.port ?? 0, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const host = new Host(socket);
  await host.ask('ATE0', /[\s\S]*ATE0\r\n\r\nOK\r\n/);
  return host;
}

test('two modules of a file talk to each other over the broker, each on its own port and with its own settings', async () => {
  const here = place(`broker: { tcp: 127.0.0.1:0 }
modules:
  sensor:
    ports: [tcp-listen:0, pty:SENSOR]
    flash: ./flash/sensor
  gateway:
    ports: [tcp-listen:0]
    settings: { links: 2, quotePort: false }
`);
  const { program, ready } = await run(here, ['--config', 'atmqtt.yaml']);
  expect(ready.modules.map(({ name, ports }) => [name, ports.map(({ kind }) => kind)])).toEqual([
    ['sensor', ['tcp', 'pty']],
    ['gateway', ['tcp']],
  ]);
  expect(existsSync(join(here, 'flash', 'sensor'))).toBe(true);
  const { port } = new URL(ready.broker?.url ?? '');
  const [sensor, gateway] = [await hostOf(ready, 'sensor'), await hostOf(ready, 'gateway')];
  await sensor.ask('AT+MQTTUSERCFG=0,1,"sensor","","",0,0,""', '⏎OK⏎');
  await gateway.ask('AT+MQTTUSERCFG=1,1,"gateway","","",0,0,""', '⏎OK⏎');
  await sensor.ask('AT+MQTTUSERCFG=1,1,"x","","",0,0,""', '⏎ERROR⏎');
  await gateway.ask(
    `AT+MQTTCONN=1,"127.0.0.1",${port},0`,
    `+MQTTCONNECTED:1,1,"127.0.0.1",${port},"",0⏎⏎OK⏎`,
  );
  await sensor.ask(
    `AT+MQTTCONN=0,"127.0.0.1",${port},0`,
    `+MQTTCONNECTED:0,1,"127.0.0.1","${port}","",0⏎⏎OK⏎`,
  );
  await gateway.ask('AT+MQTTSUB=1,"door",0', '⏎OK⏎');
  const received = gateway.next('+MQTTSUBRECV:1,"door",4,open⏎');
  await sensor.ask('AT+MQTTPUB=0,"door","open",0,0', '⏎OK⏎');
  await received;
  expect(sensor.unread.toString()).toBe('');
  await until('a line of the log that names its module', () =>
    / sensor .*: /.test(program.stderr()) ? true : undefined,
  );
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(existsSync(join(here, 'SENSOR'))).toBe(false);
});

test('the terminal belongs to the first module of the file', async () => {
  const here = place(`${QUIET}
modules: { sensor: { ports: [tcp-listen:0] }, gateway: { ports: [tcp-listen:0] } }
`);
  const file = join(here, 'ready.json');
  const args = [MAIN, '--config', 'atmqtt.yaml', '--ready-file', file, '--log-level', 'silent'];
  const terminal = spawn(process.execPath, args, { cwd: here, cols: 120, rows: 40 });
  let [screen, ended] = ['', false];
  terminal.onData((text) => {
    screen += text;
  });
  terminal.onExit(() => {
    ended = true;
  });
  onTestFinished(() => {
    if (!ended) terminal.kill('SIGKILL');
  });
  const ready = (await readyFile(file)) as unknown as Ready;
  await until('the invitation', () =>
    screen.includes('Type AT commands for sensor here') ? true : undefined,
  );
  const [sensor, gateway] = [await hostOf(ready, 'sensor'), await hostOf(ready, 'gateway')];
  const told = sensor.next('⏎OK⏎');
  terminal.write('AT+SLEEP=2\r');
  await told;
  await sensor.ask('AT+SLEEP?', '+SLEEP:2⏎⏎OK⏎');
  await gateway.ask('AT+SLEEP?', '+SLEEP:0⏎⏎OK⏎');
  terminal.write('\x03');
  await until('the end', () => (ended ? true : undefined));
});

test('the environment alone can set up a module', async () => {
  const env = {
    ATMQTT_PORTS: 'tcp-listen:0',
    ATMQTT_LINKS: '2',
    ATMQTT_WIFI_AUTOJOIN: 'false',
    ATMQTT_LINK: '7',
  };
  const { program, ready } = await run(folder(), [], env);
  expect(ready.modules.map(({ name, ports }) => [name, ports.length])).toEqual([['module0', 1]]);
  const host = await hostOf(ready, 'module0');
  await host.ask('AT+MQTTCONN?', /(\+MQTTCONN:[01],0[^\r]*\r\n){2}\r\nOK\r\n/);
  expect(program.stderr()).toContain('there is no variable ATMQTT_LINK; did you mean ATMQTT_LINKS?');
});

test('atmqtt.yaml in the working directory is not taken unless it is named', async () => {
  const here = place('modules: { named: { ports: [tcp-listen:0] } }');
  const without = await run(here, ['--port', 'tcp-listen:0']);
  expect(without.ready.modules.map(({ name }) => name)).toEqual(['module0']);
  without.program.child.kill('SIGTERM');
  expect(await without.program.exited).toBe(0);
  const named = await run(here, [], { ATMQTT_CONFIG: 'atmqtt.yaml' });
  expect(named.ready.modules.map(({ name }) => name)).toEqual(['named']);
});

describe('config check', () => {
  test('says that there are no mistakes', async () => {
    const here = place('modules: { a: { ports: [stdio, pty] }, b: { ports: [tcp-listen:0] } }');
    const program = start(['config', 'check'], { cwd: here });
    expect(await program.exited).toBe(0);
    expect(program.stdout()).toBe('atmqtt.yaml: 2 modules, 3 ports; no mistakes.\n');
  });

  test.each([
    ['the file that is named', ['lab.yaml'], {}],
    ['the file of the environment', [], { ATMQTT_CONFIG: 'lab.yaml' }],
  ])('checks %s', async (_name, args, env) => {
    const here = place('nothing: 1');
    writeFileSync(join(here, 'lab.yaml'), QUIET);
    const program = start(['config', 'check', ...args], { cwd: here, env });
    expect(await program.exited).toBe(0);
    expect(program.stdout()).toBe('lab.yaml: 1 module, 2 ports; no mistakes.\n');
  });

  test('prints every mistake, a line each', async () => {
    const here = place('logLevel: loud\nmodules:\n  a:\n    ports: [tcp-listen:x]\n    linkz: 1\n');
    const program = start(['config', 'check'], { cwd: here });
    expect(await program.exited).toBe(2);
    expect(program.stdout().split('\n')).toEqual([
      'atmqtt.yaml:1: logLevel takes trace, debug, info, warn, error, silent.',
      expect.stringMatching(/^atmqtt\.yaml:4: "tcp-listen:x" /),
      expect.stringMatching(/^atmqtt\.yaml:5: there is no key "linkz" here; did you mean /),
      '',
    ]);
    expect(program.stderr()).toBe('');
  });
});

describe('what the user can mend is one sentence and exit code 2', () => {
  const FINE = 'modules: { a: { ports: [tcp-listen:0] }, b: { ports: [tcp-listen:0] } }';

  test.each<[string, readonly string[], string, Record<string, string>, RegExp]>([
    [
      'an unknown key',
      ['--config', 'atmqtt.yaml'],
      'modulez: {}',
      {},
      /^atmqtt\.yaml:1: there is no key "modulez"/,
    ],
    [
      'a wrong value',
      ['--config', 'atmqtt.yaml'],
      'settings: { links: 9 }',
      {},
      /^atmqtt\.yaml:1: settings\.links takes 1 to 5\.$/,
    ],
    [
      'broken YAML',
      ['--config', 'atmqtt.yaml'],
      'a: [',
      {},
      /^atmqtt\.yaml:1:\d+: this YAML cannot be read: /,
    ],
    ['no such file', ['--config', 'gone.yaml'], FINE, {}, /^There is no settings file gone\.yaml; /],
    [
      'the file of the environment',
      [],
      'x: 1',
      { ATMQTT_CONFIG: 'atmqtt.yaml' },
      /^atmqtt\.yaml:1: there is no key "x"/,
    ],
    [
      'a port for several modules',
      ['--config', 'atmqtt.yaml', '--port', 'stdio'],
      FINE,
      {},
      /^--port is for a single module/,
    ],
    ['a wrong variable', [], FINE, { ATMQTT_LINKS: '9' }, /^ATMQTT_LINKS takes 1 to 5\.$/],
    [
      'nothing to check',
      ['config', 'check', 'gone.yaml'],
      FINE,
      {},
      /^There is no settings file gone\.yaml; /,
    ],
    [
      'a mistake when showing',
      ['config', 'show', '--set', 'links=9'],
      FINE,
      {},
      /^The setting links takes 1 to 5\.$/,
    ],
  ])('%s', async (_name, args, text, env, reason) => {
    const program = start(args, { cwd: place(text), env });
    expect(await program.exited).toBe(2);
    expect(program.stdout()).toBe('');
    const [first, ...rest] = program.stderr().split('\n');
    expect(first?.replace(/^atmqtt: /, '')).toMatch(reason);
    expect(rest).toEqual(['']);
  });
});

test('a password of the file is never printed', async () => {
  const here = place(`settings: { wifi: { ssid: lab, password: hunter2 } }
modules: { a: { ports: [tcp-listen:0] }, b: { ports: [tcp-listen:0] } }
`);
  const config = ['--config', 'atmqtt.yaml', '--log-level', 'debug'];
  const show = start(['config', 'show', ...config], { cwd: here });
  expect(await show.exited).toBe(0);
  const { program, ready } = await run(here, [...config, '--json']);
  const host = await hostOf(ready, 'a');
  await host.ask('AT+CWJAP="lab","hunter2"', /[\s\S]*OK\r\n/);
  await host.ask('AT+CWJAP="lab","wrong"', /[\s\S]*ERROR\r\n/);
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  for (const { stdout, stderr } of [show, program]) expect(stdout() + stderr()).not.toContain('hunter2');
  expect(show.stdout()).toMatch(/^a +settings\.wifi\.password +\*\*\* +atmqtt\.yaml:1$/m);
  expect(program.stderr()).toContain('"module":"a"');
});
