import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { assemble } from '#app/assemble';
import { planOf } from '#config/plan';
import { resolveConfiguration } from '#config/resolve';
import { createModule, type VirtualModule } from '#library/index';
import { type Message, message } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import { type PortInfo, parsePortSpec } from '#ports/index';
import { ManualClock, type TestHost } from '#testing/index';
import type { Clock } from '#time/clock';
import {
  closeSerial,
  eventually,
  failure,
  openSerial,
  tempFolder,
  within,
} from '../ports/support/helpers.ts';
import { runPython } from '../ports/support/programs.ts';
import { hostOn } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';

// What a host does that resets a module [B-RESET-2].

interface Fixture {
  readonly module: VirtualModule;
  readonly info: PortInfo;
  readonly log: readonly string[];
  /** The lines `…: the module is reset`. */
  resets(): string[];
  /** How often it said ready. */
  boots(): number;
}

async function started(spec: string, settings: SettingsInput = {}, clock?: Clock): Promise<Fixture> {
  const log: string[] = [];
  let boots = 0;
  const module = createModule({
    settings,
    ...(clock === undefined ? {} : { clock }),
    log: ({ text }) => log.push(text),
    observer: {
      urc(line) {
        if (line === 'ready') boots++;
      },
    },
  });
  onTestFinished(() => module.powerOff());
  const { info } = await module.openPort(spec);
  module.powerOn();
  return {
    module,
    info,
    log,
    boots: () => boots,
    resets: () => log.filter((line) => line.endsWith('the module is reset')),
  };
}

/** A host that comes and goes. */
interface Visitor extends TestHost {
  /** Goes without a word. */
  go(): Promise<void>;
}

async function dial(info: PortInfo): Promise<Visitor> {
  const where =
    info.kind === 'unix'
      ? { path: info.path }
      : info.kind === 'tcp' || info.kind === 'rfc2217'
        ? { host: info.host, port: info.port }
        : undefined;
  if (where === undefined) throw new Error(`a ${info.kind} is not dialled here`);
  const socket = connect(where);
  await within('connection', once(socket, 'connect'));
  onTestFinished(() => void socket.destroy());
  return Object.assign(hostOn(socket), { go: async () => void socket.destroy() });
}

async function open(info: PortInfo): Promise<Visitor> {
  const port = await openSerial(info.kind === 'pty' ? info.path : '');
  return Object.assign(hostOn(port), { go: () => closeSerial(port) });
}

const IN_DATA = 'AT+SYSMFG=2,"client_cert","client_cert.0",8,1000';

const KINDS: readonly (readonly [string, () => string])[] = [
  ['pty', () => `pty:${join(tempFolder(), 'tty')}`],
  ['tcp-listen', () => 'tcp-listen:0'],
  ['unix-listen', () => `unix-listen:${join(tempFolder(), 'esp.sock')}`],
  ['rfc2217-listen', () => 'rfc2217-listen:0'],
];

describe.each(KINDS)('%s', (kind, spec) => {
  const come = kind === 'pty' ? open : dial;

  test('resetOn=hangup: the successor of a host that died in data mode is understood', async () => {
    const { info, resets } = await started(`${spec()},resetOn=hangup`);
    const first = await come(info);
    first.send(`${IN_DATA}\r\n`);
    await first.expect('>');
    first.send('half of it');
    await first.go();
    await eventually('reset', () => resets().length === 1);
    expect(resets()[0]).toMatch(/ disconnected: the module is reset$/);
    const next = await come(info);
    expect(await next.command('AT+SYSLOG?')).toContain('+SYSLOG:0');
  });

  test('resetOn=open: a host that comes finds the module reset, and hears it boot', async () => {
    // The other one too, so that it is seen when the first host has gone.
    const { info, resets, boots } = await started(`${spec()},resetOn=open+hangup`);
    const first = await come(info);
    await first.expect('\r\nready\r\n');
    await first.command('AT+SYSLOG=1');
    await first.go();
    await eventually('that it has gone', () => / disconnected: /.test(resets().at(-1) ?? ''));
    const before = boots();
    const next = await come(info);
    await next.expect('\r\nready\r\n');
    expect(boots()).toBe(before + 1);
    expect(await next.command('AT+SYSLOG?')).toContain('+SYSLOG:0');
    expect(resets().at(-1)).toMatch(/ connected: the module is reset$/);
  });

  test('is not reset by hosts that come and go by default, whatever they send', async () => {
    const clock = new ManualClock();
    const { info, log, resets, boots, module } = await started(spec(), {}, clock);
    const first = await come(info);
    await first.command('AT+SYSLOG=1');
    first.send(`${IN_DATA}\r\n`);
    await first.expect('>');
    first.send('AT+RST\r\nAT+RST\r\n');
    // Both a connection that is reset and a terminal that is opened lose what has not been read.
    await eventually('what came in data mode', () => {
      clock.advance(1000);
      return log.some((line) => line.includes('16 of 1000 bytes'));
    });
    await first.go();
    const next = await come(info);
    next.send('x'.repeat(1000 - 16));
    await next.expect('OK\r\n');
    expect(await next.command('AT+SYSLOG?')).toContain('+SYSLOG:1');
    expect([resets(), boots(), module.links[0]?.state]).toEqual([[], 1, 0]);
  });

  test('the setting resetOn says it for all ports, and none behind a port takes it back', async () => {
    const all = await started(spec(), { resetOn: 'hangup' });
    await (await talked(await come(all.info))).go();
    await eventually('reset', () => all.resets().length === 1);
    const none = await started(`${spec()},resetOn=none`, { resetOn: 'open' });
    await talked(await come(none.info));
    expect(none.boots()).toBe(1);
  });
});

async function talked(one: Visitor): Promise<Visitor> {
  await one.command('AT');
  return one;
}

test('a host that opens a terminal, writes and leaves within a moment has come, spoken and gone', async () => {
  const { info, resets } = await started(`pty:${join(tempFolder(), 'tty')},resetOn=hangup`);
  if (info.kind !== 'pty') throw new Error('no pty');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(info.path, `${IN_DATA}\r\nhalf of it`);
  await eventually('reset', () => resets().length === 1);
  const next = await open(info);
  await next.command('AT');
});

test('a module that is switched off is not reset by its hosts that go', async () => {
  const { info, module, boots } = await started('tcp-listen:0,resetOn=hangup');
  const one = await dial(info);
  await one.command('AT');
  const gone = once(one.stream, 'close');
  one.stream.on('end', () => one.stream.end());
  await module.powerOff();
  await within('end', gone);
  expect(boots()).toBe(1);
});

test.each(['dtr', 'rts', 'break'])(
  'rfc2217-listen, resetOn=%s: a driver with pyserial resets the module by it, in data mode too',
  { ...needs('pyserial'), timeout: 30_000 },
  async (signal) => {
    const { info, resets } = await started(`rfc2217-listen:0,resetOn=${signal}`);
    if (info.kind !== 'rfc2217') throw new Error('no rfc2217');
    const output = await runPython('rfc2217_reset.py', `${info.port}`, signal);
    expect(output).toBe('True\nTrue\n');
    expect(resets().length).toBeGreaterThan(0);
  },
);

test.each([
  ['tcp-listen:3333,resetOn=dtr', 'it takes hangup or open or none; serial and rfc2217-listen can'],
  ['serial:/dev/ttyUSB0,resetOn=hangup', 'it takes dtr or rts or none'],
  ['serial:/dev/ttyUSB0,rtscts,resetOn=break', 'it takes dtr or rts or none; rfc2217-listen can'],
  ['serial:/dev/ttyUSB0,resetOn=dtr+break', 'a serial port cannot tell that its host sends a break'],
  ['pty,resetOn=open+break', 'it takes hangup or open or none; rfc2217-listen can'],
  ['tcp-listen:3333,resetOn=brake', 'the option resetOn, which takes hangup or open or none'],
])('%s is refused, with what the port can tell', async (spec, values) => {
  expect((await failure(() => parsePortSpec(spec))).message).toContain(values);
});

describe('the setting resetOn', () => {
  const plan = (resetOn: SettingsInput['resetOn'], ...ports: string[]) => ({
    modules: [
      {
        name: 'bench',
        settings: parseSettings({ resetOn }),
        ports,
        portsAreDefault: false,
        flash: undefined,
      },
    ],
    broker: {},
    tryTls: false,
  });

  test.each([
    ['break', 'serial:/dev/ttyNONE', 'its host sends a break; rfc2217-listen can.'],
    ['hangup', 'serial:/dev/ttyNONE', 'its host disconnects.'],
    ['dtr', 'tcp-listen:0', 'its host switches DTR on; serial and rfc2217-listen can.'],
  ] as const)('%s is refused where no port can tell of it, as %s', async (signal, port, end) => {
    const { message } = await failure(() => assemble(plan(signal, port)));
    expect(message).toBe(
      `The setting resetOn=${signal} of bench can never reset it: none of its ports (${port}) can tell that ${end}`,
    );
  });

  test.each([
    ['break', ['tcp-listen:0', 'rfc2217-listen:0']],
    ['dtr', ['tcp-listen:0,resetOn=hangup']],
  ] as const)('%s is taken where one can, or a port says otherwise: %j', async (signal, ports) => {
    const assembly = await assemble(plan(signal, ...ports));
    await assembly.close();
  });
});

test('several may be named', () => {
  expect(parsePortSpec('rfc2217-listen:2217,resetOn=rts+break').resetOn).toEqual(['rts', 'break']);
});

test('a host that follows the last one of a run that starts its programs is told to have reset the module', async () => {
  const logged: unknown[] = [];
  const typed = { port: ['tcp-listen:0'], set: [] };
  const plan = { ...planOf(await resolveConfiguration(typed, {}), typed), resetBetweenHosts: true };
  const logFor = () => (level: string, namespace: string, said: Message) =>
    logged.push([level, namespace, said]);
  const running = await assemble(plan, { logFor }, { ms: 0 });
  onTestFinished(() => running.close());
  const [port] = running.endpoints.modules[0]?.ports ?? [];
  for (let count = 0; count < 2; count++) {
    const socket = connect(port?.kind === 'tcp' ? port.port : 0, '127.0.0.1');
    await once(socket, 'connect');
    socket.end();
    await once(socket.resume(), 'close');
  }
  const between = message('app.resetBetweenHosts');
  const told = () => logged.filter((line) => JSON.stringify(line).includes(between.key));
  await eventually('reset between hosts', () => told().length > 0);
  expect(told()).toEqual([['info', 'ports', between]]);
});
