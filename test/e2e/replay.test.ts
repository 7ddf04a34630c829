import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { needs } from '../support/needs.ts';
import { openSerialPort } from '../support/serial-port.ts';
import { folder, type Program, start, until } from './program.ts';

/** What a host hears, and what it says when it has heard something. */
class Driver {
  readonly said: Buffer[] = [];
  readonly #heard: Buffer[] = [];
  readonly #stream: Duplex;
  #from = 0;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (bytes: Buffer) => this.#heard.push(bytes));
    stream.on('error', () => {});
  }

  get heard(): Buffer {
    return Buffer.concat(this.#heard);
  }

  say(bytes: string | Buffer): void {
    const buffer = Buffer.from(bytes as string);
    this.said.push(buffer);
    this.#stream.write(buffer);
  }

  /** Waits for a text behind the one that was awaited before. */
  async hears(text: string): Promise<void> {
    const at = await until(`${text} in ${this.heard.subarray(-300).toString('latin1')}`, () => {
      const found = this.heard.indexOf(text, this.#from);
      return found === -1 ? undefined : found;
    });
    this.#from = at + Buffer.byteLength(text);
  }

  async ask(line: string, answer = 'OK\r\n'): Promise<void> {
    this.say(`${line}\r\n`);
    await this.hears(answer);
  }
}

const BINARY = Buffer.concat([Buffer.from([0, 0xff, 0x0d, 0x0a, 0x3e, 0xc3]), randomBytes(100_000)]);

/** A session with all that makes one hard: echo, failures, data of any bytes, messages, URCs, a lost access point. */
async function playSession(driver: Driver, broker: number): Promise<void> {
  await driver.ask('AT');
  await driver.ask('ATE0');
  await driver.ask('AT+SYSLOG=1');
  await driver.ask('AT+NONSENSE', 'ERROR\r\n');
  await driver.ask('AT+MQTTUSERCFG=0,1,"replayed","user","hunter2",0,0,""');
  await driver.ask(`AT+MQTTCONN=0,"127.0.0.1",${broker},0`);
  await driver.ask('AT+MQTTSUB=0,"t/żółw",0');
  await driver.ask('AT+MQTTPUB=0,"t/żółw","x",0,0');
  await driver.hears('+MQTTSUBRECV:0,"t/żółw",1,x\r\n');
  driver.say(`AT+MQTTPUBRAW=0,"raw",${BINARY.length},0,0\r\n`);
  await driver.hears('>');
  for (let at = 0; at < BINARY.length; at += 7000) driver.say(BINARY.subarray(at, at + 7000));
  await driver.hears('+MQTTPUB:OK\r\n');
  await driver.hears('WIFI DISCONNECT\r\n');
  await driver.hears('WIFI GOT IP\r\n');
  await driver.ask('AT+MQTTCONN?');
  await driver.ask('AT+MQTTCLEAN=0');
}

/** A module of its own with a broker at that port, whose access point goes after a while. */
async function startModule(port: string, broker: number, options: readonly string[]): Promise<Program> {
  const fault = ['--fault', 'wifi.drop,after=4s,for=200ms'];
  const log = ['--log-level', 'silent', '--no-terminal'];
  const program = start([
    'run',
    '--port',
    port,
    '--broker',
    `127.0.0.1:${broker}`,
    ...fault,
    ...log,
    ...options,
  ]);
  await until('the module', () => (program.stdout().includes('up') ? true : undefined));
  return program;
}

async function end(program: Program): Promise<void> {
  program.child.kill('SIGINT');
  await program.exited;
}

type Place = { readonly spec: string; dial(): Promise<Duplex> };

async function tcpPlace(): Promise<Place> {
  const port = await freePort();
  return {
    spec: `tcp-listen:${port}`,
    async dial() {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
  };
}

async function ptyPlace(): Promise<Place> {
  const link = join(folder(), 'esp');
  return {
    spec: `pty:${link}`,
    async dial() {
      await until(link, () => (existsSync(link) ? true : undefined));
      const port = await openSerialPort(link);
      onTestFinished(
        () => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
      );
      return port;
    },
  };
}

const dialled = (place: Place): string => place.spec.replace('tcp-listen:', 'tcp:127.0.0.1:');

interface Chunk {
  readonly dir?: string;
  readonly text?: string;
  readonly hex?: string;
  readonly base64?: string;
  readonly undelivered?: boolean;
}

function bytesIn(file: string, dir: string): Buffer {
  const chunks = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Chunk)
    .filter((each) => each.dir === dir && each.undelivered !== true)
    .map(({ text, hex, base64 }) =>
      text === undefined
        ? Buffer.from(hex ?? base64 ?? '', hex === undefined ? 'base64' : 'hex')
        : Buffer.from(text),
    );
  return Buffer.concat(chunks);
}

describe.each([
  ['TCP', tcpPlace],
  ['a terminal', ptyPlace],
] as const)('a session over %s that was recorded', needs('Unix'), (_name, makePlace) => {
  test('has the bytes that the host heard; replayed as the module and as the host it gives the same', async () => {
    const broker = await freePort();
    const [recorded, again] = [join(folder(), 'recorded'), join(folder(), 'again')];
    const place = await makePlace();
    const module = await startModule(place.spec, broker, ['--record', recorded]);
    const driver = new Driver(await place.dial());
    await playSession(driver, broker);
    await end(module);
    expect(bytesIn(recorded, 'host').equals(Buffer.concat(driver.said))).toBe(true);
    expect(bytesIn(recorded, 'module').toString('latin1')).toBe(driver.heard.toString('latin1'));

    const scenario = join(folder(), 'scenario.yaml');
    const made = start(['record', 'to-transcript', recorded, '-o', scenario]);
    expect(await made.exited).toBe(0);
    expect(made.stderr()).toContain('the data is 100006 bytes long; as many times x stands in its place');
    expect(readFileSync(scenario, 'utf8')).not.toContain('hunter2');
    const played = start(['play', scenario]);
    expect(await played.exited, played.stdout()).toBe(0);

    const second = await makePlace();
    const replayed = start(['replay', recorded, second.spec, '--fast']);
    await until('the replay', () => (replayed.stderr().includes('Replaying') ? true : undefined));
    const other = new Driver(await second.dial());
    await playSession(other, broker);
    expect(await replayed.exited).toBe(0);
    expect(other.heard.toString('latin1')).toBe(driver.heard.toString('latin1'));
    expect(replayed.stderr()).toContain(
      `${recorded} was replayed to its end: ${Buffer.concat(driver.said).length} bytes`,
    );

    const third = await makePlace();
    const fresh = await startModule(third.spec, broker, ['--record', again]);
    const host = start(['replay', recorded, dialled(third), '--as', 'host', '--fast']);
    const code = await host.exited;
    expect(host.stderr()).toContain('was replayed to its end');
    expect(code).toBe(0);
    await end(fresh);
    for (const dir of ['host', 'module'])
      expect(bytesIn(again, dir).equals(bytesIn(recorded, dir))).toBe(true);
  }, 60_000);
});

const HEADER = '{"format":"atmqtt-recording","version":1}';

function recordingOf(...lines: readonly object[]): string {
  const file = join(folder(), 'session.ndjson');
  writeFileSync(file, `${[HEADER, ...lines.map((line) => JSON.stringify(line))].join('\n')}\n`);
  return file;
}

const host = (t: number, text: string) => ({ t, dir: 'host', text });
const module = (t: number, text: string) => ({ t, dir: 'module', text });

async function replaying(file: string, options: readonly string[] = []) {
  const place = await tcpPlace();
  const program = start(['replay', file, place.spec, ...options]);
  await until('the replay', () => (program.stderr().includes('Replaying') ? true : undefined));
  return { program, driver: new Driver(await place.dial()) };
}

describe('a replay as the module', () => {
  test('answers however the host cuts what it says, sends what came unasked at its time, and takes what comes early', async () => {
    const file = recordingOf(
      host(0, 'AT\r\n'),
      module(2, '\r\nOK\r\n'),
      module(400, '+MQTTSUBRECV:0,"t",1,x\r\n'),
      host(900, 'AT+'),
      host(901, 'GMR\r'),
      host(902, '\nAT\r\n'),
      module(903, '\r\nOK\r\n\r\nOK\r\n'),
    );
    const { program, driver } = await replaying(file);
    const startedAt = Date.now();
    for (const byte of 'AT\r\nAT+GMR\r\nA') driver.say(byte);
    await driver.hears('OK\r\n');
    await driver.hears(',x\r\n');
    expect(Date.now() - startedAt).toBeGreaterThan(350);
    driver.say('T\r\n');
    await driver.hears('\r\nOK\r\n\r\nOK\r\n');
    expect(await program.exited).toBe(0);
  });

  test('tells where the host says something else, what was expected and what came', async () => {
    const file = recordingOf(
      host(0, 'AT\r\n'),
      module(1, '\r\nOK\r\n'),
      host(2, 'AT+CW'),
      host(3, 'MODE=1\r\nAT+GMR\r\n'),
    );
    const { program, driver } = await replaying(file);
    await driver.ask('AT');
    driver.say('AT+CWMODE=3\r\nAT+GMR\r\n');
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toContain(`${file}:5: byte 15 from the host is not as recorded:`);
    expect(program.stderr()).toContain('  - AT+CWMODE=1⏎\n  + AT+CWMODE=3⏎\n              ^');
  });

  test.each([
    ['leaves', (stream: Duplex) => stream.destroy(), 'has gone, and did not say what was recorded: AT+GMR⏎'],
    [
      'has said all it wants',
      (stream: Duplex) => stream.end(),
      'has gone, and did not say what was recorded: AT+GMR⏎',
    ],
    ['says nothing more', () => {}, 'does not say what was recorded: AT+GMR⏎'],
  ])('tells what was expected of a host that %s', async (_, act, why) => {
    const file = recordingOf(host(0, 'AT\r\n'), module(1, '\r\nOK\r\n'), host(2, 'AT+GMR\r\n'));
    const place = await tcpPlace();
    const program = start(['replay', file, place.spec, '--timeout', '0.3']);
    await until('the replay', () => (program.stderr().includes('Replaying') ? true : undefined));
    const stream = await place.dial();
    const driver = new Driver(stream);
    await driver.ask('AT');
    act(stream);
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toContain(why);
  });

  test('says that the recording is over when the host goes on', async () => {
    const file = recordingOf(host(0, 'AT\r\n'), module(1, '\r\nOK\r\n'));
    const { program, driver } = await replaying(file);
    await driver.ask('AT');
    driver.say('AT+GMR\r\n');
    expect(await program.exited).toBe(1);
    expect(program.stderr()).toContain(`${file} is over, and the host says more: AT+GMR⏎`);
  });

  test('does not show a password, and takes any in the place of one that was masked', async () => {
    const [before, line] = ['AT+CWJAP="ap",', 'AT+CWJAP="ap","hunter2"\r\n'];
    const exact = await replaying(recordingOf(host(0, line)));
    exact.driver.say(`${before}"hunter3"\r\n`);
    expect(await exact.program.exited).toBe(1);
    expect(exact.program.stderr()).toContain('is not as recorded; it is in a password');
    expect(exact.program.stderr()).not.toContain('hunter');

    const file = join(folder(), 'masked');
    const masked = '{"format":"atmqtt-recording","version":1,"masked":true}';
    const lines = [host(0, `${before}"***"\r\n`), module(1, '\r\nOK\r\n')].map((each) =>
      JSON.stringify(each),
    );
    writeFileSync(file, [masked, ...lines].join('\n'));
    const any = await replaying(file);
    await any.driver.ask(`${before}"another"`);
    expect(await any.program.exited).toBe(0);
  });

  test('a host that leaves and comes back as it did when it was recorded is answered on', async () => {
    const file = recordingOf(
      { t: 0, event: 'opened', side: 'host' },
      host(0, 'AT\r\n'),
      module(1, '\r\nOK\r\n'),
      { t: 2, event: 'closed', side: 'host' },
      { t: 900_000, event: 'opened', side: 'host' },
      host(900_001, 'AT+GMR\r\n'),
      module(900_002, '\r\nOK\r\n'),
    );
    const place = await tcpPlace();
    const program = start(['replay', file, place.spec]);
    await until('the replay', () => (program.stderr().includes('Replaying') ? true : undefined));
    const first = await place.dial();
    await new Driver(first).ask('AT');
    first.end();
    await new Driver(await place.dial()).ask('AT+GMR');
    expect(await program.exited).toBe(0);
  });
});

describe('a replay as the host', () => {
  test('tells the first answer that is not as recorded, and one that does not come', async () => {
    const port = await freePort();
    const run = start(['run', '--port', `tcp-listen:${port}`, '--log-level', 'silent', '--no-terminal']);
    await until('the module', () => (run.stdout().includes('up') ? true : undefined));
    const wrong = recordingOf(
      host(0, 'ATE0\r\n'),
      module(1, 'ATE0\r\n\r\nOK\r\n'),
      host(2, 'AT+CWMODE?\r\n'),
      module(3, '+CWMODE:7\r\n\r\nOK\r\n'),
    );
    const differing = start(['replay', wrong, `tcp:127.0.0.1:${port}`, '--as', 'host']);
    expect(await differing.exited).toBe(1);
    expect(differing.stderr()).toMatch(/:\d: byte \d+ from the module is not as recorded:/);
    const silent = recordingOf(host(0, 'AT'), module(1, 'never\r\n'));
    const late = start(['replay', silent, `tcp:127.0.0.1:${port}`, '--as', 'host', '--timeout', '0.2']);
    expect(await late.exited).toBe(1);
    expect(late.stderr()).toMatch(/the module does not say what was recorded: never⏎|is not as recorded/);
  });
});

test('a replay that is called off, a program that is not started again, and a masked recording for the host are told', async () => {
  const file = recordingOf(
    host(0, 'AT\r\n'),
    { t: 1, event: 'opened', side: 'host' },
    { t: 2, event: 'opened', side: 'host' },
  );
  const waiting = await replaying(file);
  waiting.program.child.kill('SIGINT');
  expect(await waiting.program.exited).toBe(1);
  expect(waiting.program.stderr()).toContain(`${file}:2: the replay was called off here.`);

  const gone = start(['replay', file, 'exec:printf "AT\\r\\n"']);
  expect(await gone.exited).toBe(1);
  expect(gone.stderr()).toContain(`${file}:4: no host is there any more.`);

  const masked = join(folder(), 'masked');
  writeFileSync(masked, '{"format":"atmqtt-recording","version":1,"masked":true}\n');
  const played = start(['replay', masked, 'exec:sleep 0.1', '--as', 'host', '--fast']);
  expect(await played.exited).toBe(0);
  expect(played.stderr()).toContain('was recorded without its passwords');
});

test('what is no recording, a broken line, a cut one and a wrong option are told', async () => {
  const file = join(folder(), 'x');
  writeFileSync(file, 'AT\r\n');
  const foreign = start(['replay', file, 'tcp-listen:0']);
  expect(await foreign.exited).toBe(2);
  expect(foreign.stderr()).toContain(`${file} is no recording`);

  writeFileSync(file, `${HEADER}\n{"t":0,"dir":"host","text":"AT\\r\\n"}\n{"t":1,"dir":"mod`);
  const { program, driver } = await replaying(file);
  driver.say('AT\r\n');
  expect(await program.exited).toBe(0);
  expect(program.stderr()).toContain(`${file}:3: the last line is cut off`);

  writeFileSync(
    file,
    `${HEADER}\n{"t":0,"dir":"host","text":"AT\\r\\n"}\nnonsense\n{"t":1,"event":"ended"}\n`,
  );
  const broken = await replaying(file);
  broken.driver.say('AT\r\n');
  expect(await broken.program.exited).toBe(2);
  expect(broken.program.stderr()).toContain(`${file}:3: the line cannot be read: it is no JSON.`);

  const option = start(['replay', file, 'tcp-listen:0', '--timeout', 'soon']);
  expect(await option.exited).toBe(2);
  expect(option.stderr()).toContain('--timeout takes seconds');
});

test(
  'run --record takes hosts of several ports as one line, and refuses several modules',
  needs('Unix'),
  async () => {
    const file = join(folder(), 'session');
    const [one, two] = [await tcpPlace(), await tcpPlace()];
    const program = start(['run', '--port', one.spec, '--port', two.spec, '--record', file, '--no-terminal']);
    await until('the module', () => (program.stdout().includes('up') ? true : undefined));
    const [first, second] = [new Driver(await one.dial()), new Driver(await two.dial())];
    await first.ask('ATE0');
    await second.hears('OK\r\n');
    await second.ask('AT+CWMODE=1');
    await first.hears('OK\r\n');
    await end(program);
    expect(program.stderr()).toContain(
      `the recording ${file} has all that goes over the UART, passwords too`,
    );
    expect(bytesIn(file, 'host').toString()).toBe('ATE0\r\nAT+CWMODE=1\r\n');
    expect(bytesIn(file, 'module').toString()).toBe('ATE0\r\n\r\nOK\r\n\r\nOK\r\n');
    expect(execFileSync('stat', ['-c', '%a', file]).toString()).toBe('600\n');

    const forks = start(['run', '--port', 'tcp-listen:0,fork', '--record', file, '--timeout', '0.1']);
    await forks.exited;
    expect(forks.stderr()).toContain('modules of ports with fork are not recorded');

    const config = join(folder(), 'atmqtt.yaml');
    writeFileSync(config, 'modules:\n  a: {ports: ["tcp-listen:0"]}\n  b: {ports: ["tcp-listen:0"]}\n');
    const several = start(['run', '--config', config, '--record', file]);
    expect(await several.exited).toBe(2);
    expect(several.stderr()).toContain('--record takes the session of one module');
  },
);
