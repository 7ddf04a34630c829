import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMosquitto } from '../support/brokers.ts';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';
import { fill, smallDisk } from '../support/small-disk.ts';
import { folder, until } from './program.ts';
import { journalIn, OK, FlashRun as Run } from './support/flash-run.ts';

// What the program does when the disk with its flash fails, shown by a disk that is full and by failing system calls.

const ERROR = '\r\nERROR\r\n';

/** Awaits a text in the log, which comes by another pipe than the answer. */
async function told(run: Run, text: string): Promise<void> {
  await until(text, () => (run.stderr().includes(text) ? true : undefined));
}

/** Lets system calls fail, as `write:error=EIO:when=2`. @param file counts those only that have to do with it */
function failing(faults: readonly string[], file?: string): string[] {
  const calls = faults.map((fault) => fault.split(':')[0]);
  return [
    programPath('strace'),
    ...['-f', '-o', '/dev/null', ...(file === undefined ? [] : ['-P', file])],
    ...['-e', `trace=${calls.join(',')}`, ...faults.flatMap((fault) => ['-e', `inject=${fault}`])],
  ];
}

describe('a disk that is full', needs('mosquitto', 'a small disk'), () => {
  test('refuses a publish with the file named, goes on when there is room, and a later start connects', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const disk = smallDisk(524_288);
    const run = await Run.start(disk);
    await run.connect(broker.port);
    await run.publish(100, '+MQTTPUB:OK\r\n');
    const file = journalIn(disk, broker.port);
    const filler = fill(disk, 8192);

    await run.publish(40_000, '+MQTTPUB:FAIL\r\n');
    await told(run, `${file} cannot be written: `);
    // It holds whole lines only.
    expect(readFileSync(file, 'utf8')).toMatch(/\n$/);
    await run.ask('AT+MQTTCONN?', '+MQTTCONN:0,4,');
    await run.host.expect(OK);

    rmSync(filler);
    await run.publish(40_000, '+MQTTPUB:OK\r\n');
    await run.kill();
    const next = await Run.start(disk);
    await next.connect(broker.port);
    expect(next.stderr()).not.toContain('.damaged');
  });
});

describe('messages of QoS 2 that come while the disk is full', needs('mosquitto', 'a small disk'), () => {
  async function subscribed() {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const disk = smallDisk(524_288);
    const run = await Run.start(disk);
    await run.connect(broker.port);
    await run.ask('AT+MQTTSUB=0,"in",2', OK);
    const sender = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    onTestFinished(() => sender.endAsync(true));
    const send = async (from: number, to: number) => {
      for (let n = from; n < to; n++) await sender.publishAsync('in', `n${n}`, { qos: 2 });
    };
    await send(0, 5);
    for (let n = 0; n < 5; n++) await run.host.expect(`,n${n}\r\n`);
    return { broker, disk, run, send, file: journalIn(disk, broker.port) };
  }

  test('reach the host once, are acknowledged once there is room, and the connection stays; the log says it once', async () => {
    const { disk, run, send, file } = await subscribed();
    const filler = fill(disk);
    // More than the last page of the journal takes.
    await send(5, 250);
    await told(run, `${file} cannot be written: ENOSPC`);
    rmSync(filler);
    await told(run, 'the session is stored again');
    for (let n = 5; n < 250; n++) await run.host.expect(`,n${n}\r\n`);
    await run.ask('AT', OK);
    expect(run.heard()).not.toContain('+MQTTDISCONNECTED');
    expect(run.stderr().match(/could not be stored/g)).toHaveLength(1);
    for (let n = 0; n < 250; n++) {
      expect(run.heard().split(`,n${n}\r\n`)).toHaveLength(2);
    }
  });

  test('none is lost when the program is killed meanwhile', async () => {
    const { broker, disk, run, send, file } = await subscribed();
    const filler = fill(disk);
    // More than the last page of the journal takes.
    await send(5, 250);
    await told(run, `${file} cannot be written: ENOSPC`);
    await run.kill();
    const before = run.heard();
    rmSync(filler);
    const next = await Run.start(disk);
    await next.connect(broker.port);
    for (let n = 5; n < 250; n++) {
      if (!before.includes(`,n${n}\r\n`)) await next.host.expect(`,n${n}\r\n`);
    }
  });
});

describe('system calls that fail', needs('mosquitto', 'strace'), () => {
  test('a journal that takes nothing, and cannot be cut back, refuses the publish; the next one is whole', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const flash = folder();
    const file = journalIn(flash, broker.port);
    const faults = ['write:error=EIO:when=1', 'ftruncate:error=EIO:when=1'];
    const run = await Run.start(flash, failing(faults, file));
    await run.connect(broker.port);
    await run.ask('AT+MQTTPUB=0,"out","one",1,0', ERROR);
    await told(run, `${file} cannot be written: `);
    await run.ask('AT+MQTTPUB=0,"out","two",1,0', OK);
    await run.kill();
    const next = await Run.start(flash);
    await next.connect(broker.port);
    await next.ask('AT+MQTTPUB=0,"out","three",1,0', OK);
  });

  // The lock of the directory and the ready file are written so before.
  test.each(['fsync:error=EIO:when=3+', '/^rename:error=EIO:when=3+'])(
    'settings that cannot be stored (%s) fail the command with the file named, and nothing has changed',
    async (fault) => {
      const flash = folder();
      const file = join(flash, 'nvs.json');
      const before = await Run.start(flash);
      await before.ask('AT+CWAUTOCONN=0', OK);
      await before.kill();
      const content = readFileSync(file, 'utf8');
      const run = await Run.start(flash, failing([fault]));
      await run.ask('AT+CWAUTOCONN=1', ERROR);
      await told(run, `${file} cannot be written: EIO`);
      expect(readFileSync(file, 'utf8')).toBe(content);
      expect(readdirSync(flash).filter((name) => name.startsWith('.writing-'))).toEqual([]);
    },
  );
});
