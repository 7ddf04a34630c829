import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';
import { folder, until } from './program.ts';
import { FlashRun, journalIn, OK } from './support/flash-run.ts';

// In which order the program writes to the journal, to the disk, to the broker and to the host. [B-LOSS-7]

/** A system call of the program, as `strace -y -xx` tells it: its name, what it works on, and the bytes. */
interface Call {
  readonly name: string;
  readonly on: string;
  readonly bytes: Buffer;
}

/** Standard output and standard error, which are sockets too; a line of the log begins with the hour, which may be any byte of a packet. */
const OUTPUTS = ['1', '2'];

function callsIn(trace: string): Call[] {
  return readFileSync(trace, 'latin1')
    .split('\n')
    .flatMap((line) => {
      const [, name, fd, on, rest] = /^\d+ +(\w+)\((\d+)<(.*?)>(?=[,)])(.*)/.exec(line) ?? [];
      if (name === undefined || fd === undefined || on === undefined || rest === undefined) return [];
      if (OUTPUTS.includes(fd)) return [];
      const hex = [...rest.matchAll(/\\x([0-9a-f]{2})/g)].map(([, digits]) => digits).join('');
      // The path is told in the same way as the bytes.
      const path = on.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
      return [{ name, on: path, bytes: Buffer.from(hex, 'hex') }];
    });
}

/** A module whose system calls are on record, connected with a session that is kept. */
async function traced(flashSync: string) {
  const broker = await startMosquitto();
  onTestFinished(() => broker.stop());
  const flash = folder();
  const trace = join(folder(), 'trace');
  const under = [
    programPath('strace'),
    ...['-f', '-y', '-xx', '-s', '200', '-o', trace, '-e', 'trace=write,writev,fdatasync'],
  ];
  const run = await FlashRun.start(flash, under, ['--set', `flashSync=${flashSync}`]);
  await run.connect(broker.port);
  const journal = journalIn(flash, broker.port);
  const find = (fits: (call: Call) => boolean, from = 0): number =>
    callsIn(trace).findIndex((call, index) => index >= from && fits(call));
  return {
    run,
    broker,
    /** The place of the first such call, once there is one. */
    seen: (what: string, fits: (call: Call) => boolean, from = 0) =>
      until(what, () => {
        const index = find(fits, from);
        return index === -1 ? undefined : index;
      }),
    stored: (text: string) => (call: Call) =>
      call.name === 'write' && call.on === journal && call.bytes.includes(text),
    synced: (call: Call) => call.name === 'fdatasync' && call.on === journal,
    sent: (firstByte: number) => (call: Call) =>
      call.name.startsWith('write') && /^(?:TCP|socket)/.test(call.on) && call.bytes[0] === firstByte,
    answered: (text: string) => (call: Call) =>
      call.name.startsWith('write') && /^(?:TCP|socket)/.test(call.on) && call.bytes.includes(text),
  };
}

const PUBLISH_QOS_1 = 0x32;
const PUBREC = 0x50;

describe('what is stored is on the disk', needs('mosquitto', 'strace', 'Linux'), () => {
  test('with flashSync=always before PUBLISH leaves and the host hears OK', async () => {
    const { run, seen, stored, synced, sent, answered } = await traced('always');
    await run.ask('AT+MQTTPUB=0,"out","one",1,0', OK);
    const write = await seen('the line in the journal', stored('"op":"put"'));
    const sync = await seen('the sync', synced, write);
    const publish = await seen('PUBLISH', sent(PUBLISH_QOS_1));
    const ok = await seen('OK', answered('OK'), publish);
    expect([write, sync, publish, ok]).toEqual([write, sync, publish, ok].sort((one, other) => one - other));
  });

  test('with flashSync=always before PUBREC leaves', async () => {
    const { run, broker, seen, stored, synced, sent } = await traced('always');
    await run.ask('AT+MQTTSUB=0,"in",2', OK);
    const sender = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    onTestFinished(() => sender.endAsync(true));
    await sender.publishAsync('in', 'one', { qos: 2 });
    await run.host.expect('"in",3,one\r\n');
    const write = await seen('the line in the journal', stored('"op":"received"'));
    const sync = await seen('the sync', synced, write);
    const pubrec = await seen('PUBREC', sent(PUBREC));
    expect([write, sync, pubrec]).toEqual([write, sync, pubrec].sort((one, other) => one - other));
  });

  test('with flashSync=interval within a second, and nothing waits for it', async () => {
    const { run, seen, stored, synced, sent, answered } = await traced('interval');
    await run.ask('AT+MQTTPUB=0,"out","one",1,0', OK);
    const write = await seen('the line in the journal', stored('"op":"put"'));
    const publish = await seen('PUBLISH', sent(PUBLISH_QOS_1), write);
    const ok = await seen('OK', answered('OK'), publish);
    expect(await seen('the sync', synced)).toBeGreaterThan(ok);
  });
});
