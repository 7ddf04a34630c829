import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import type { TestModule } from '#testing/index';
import { moduleWith } from '../faults/support/module.ts';
import { needs } from '../support/needs.ts';
import { openSerialPort } from '../support/serial-port.ts';

/** Milliseconds that the host gives each answer. */
const LIMIT_MS = 500;

/** A host that gives each command a time, and nothing else. @returns whether OK came within it */
async function answeredWithin(host: Duplex, line: string, ms: number): Promise<boolean> {
  let text = '';
  const answered = new Promise<true>((resolve) => {
    host.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.endsWith('OK\r\n')) resolve(true);
    });
  });
  host.write(`${line}\r\n`);
  const given = await Promise.race([
    answered,
    new Promise<false>((resolve) => setTimeout(resolve, ms, false)),
  ]);
  host.removeAllListeners('data');
  return given;
}

const lateLines = ({ log }: TestModule): string[] =>
  log.filter(({ namespace }) => namespace === 'latency').map(({ text }) => text);

const attached = {
  async tcp({ address }: TestModule): Promise<Duplex> {
    const socket = connect(address);
    await once(socket, 'connect');
    return socket;
  },
  pty: ({ path }: TestModule): Promise<Duplex> => openSerialPort(path),
} as const;

/** Connects by commands that have the time they need, then gives SUB too little. */
async function givesSubTooLittle(host: Duplex): Promise<void> {
  expect(await answeredWithin(host, 'AT+MQTTUSERCFG=0,1,"late","","",0,0,""', 5000)).toBe(true);
  expect(await answeredWithin(host, 'AT+MQTTCONN=0,"127.0.0.1",1883,0', 5000)).toBe(true);
  expect(await answeredWithin(host, 'AT+MQTTSUB=0,"t",0', LIMIT_MS)).toBe(false);
}

/** What the log says of it: milliseconds. */
async function told(made: TestModule, what: string) {
  await expect.poll(() => lateLines(made)).toHaveLength(1);
  const pattern = new RegExp(
    `^AT\\+MQTTSUB took (\\d+) ms, (\\d+) ms of it latency \\(latency: wifi\\); the host ${what} after (\\d+) ms$`,
  );
  const [took = 0, late = 0, after = 0] =
    pattern
      .exec(lateLines(made)[0] ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  return { took, late, after };
}

// Half a second more than the limit, for a machine that has much else to do.
const settings = { latency: { base: 'wifi', join: 0, broker: 1000, jitter: 0 } } as const;

test('a host that gives SUB 500 ms and goes fails on latency: wifi, and the log says so', async () => {
  const made = await moduleWith({ port: 'tcp', host: false, broker: true, settings });
  const host = await attached.tcp(made);
  await givesSubTooLittle(host);
  host.destroy();
  const { took, late, after } = await told(made, 'had gone');
  expect(late).toBeGreaterThan(LIMIT_MS);
  expect(took).toBeGreaterThanOrEqual(late);
  // The module hears of both later than the host says them, by how much else the machine has to do.
  expect(after).toBeGreaterThan(LIMIT_MS / 2);
  expect(after).toBeLessThan(took);
});

test('a host that gives SUB 500 ms and goes on is answered busy', needs('Unix'), async () => {
  const made = await moduleWith({ port: 'pty', host: false, broker: true, settings });
  const host = await attached.pty(made);
  await givesSubTooLittle(host);
  host.write('AT+MQTTPUB=0,"t","x",0,0\r\n');
  const { took, after } = await told(made, 'went on');
  // The module hears of both later than the host says them, by how much else the machine has to do.
  expect(after).toBeGreaterThan(LIMIT_MS / 2);
  expect(after).toBeLessThan(took);
  host.destroy();
});
