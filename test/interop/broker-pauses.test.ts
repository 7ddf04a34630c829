import { expect } from 'vitest';
import { journey } from './support/journey.ts';

// More bytes than the operating system takes for a broker that stands still.
const LINES = 60_000;
const BLOCKS = 4000;
const BATCH = 200;
const LINE_FILLER = 'x'.repeat(200);
const BLOCK_BYTES = 4000;
const PATIENCE_MS = 15_000;
/** For Mosquitto, which else drops what a subscriber does not take fast enough. */
const UNLIMITED = 'max_queued_messages 0';

const OK = '\r\nOK\r\n';
const SENT_RAW = `${OK}\r\n>+MQTTPUB:OK\r\n`;
const LOST = 'ERR CODE:0x010a6051\r\n\r\nERROR\r\n';

function* lines(): Generator<Buffer> {
  for (let from = 0; from < LINES; from += BATCH) {
    const batch = Array.from(
      { length: BATCH },
      (_, i) => `AT+MQTTPUB=0,"flood","${from + i} ${LINE_FILLER}",0,0\r\n`,
    );
    yield Buffer.from(batch.join(''));
  }
}

function block(number: number): Buffer {
  return Buffer.alloc(BLOCK_BYTES, `${number}\r\n`);
}

/** Commands with their data right behind them, for a host that does not wait for the prompt. */
function* blocks(): Generator<Buffer> {
  const command = Buffer.from(`AT+MQTTPUBRAW=0,"flood",${BLOCK_BYTES},0,0\r\n`);
  for (let number = 0; number < BLOCKS; number++) yield Buffer.concat([command, block(number)]);
}

journey('a broker that pauses loses nothing', { extra: UNLIMITED, alone: true }, async (fixture) => {
  const device = await fixture.device({ tapped: false });
  await device.connect();
  const watcher = await fixture.watcher('flood');
  await fixture.broker.kill('SIGSTOP');
  let poured = false;
  const pouring = device.host.pour(blocks()).then(() => {
    poured = true;
  });
  await device.stalled();
  expect(poured).toBe(false);
  await fixture.broker.kill('SIGCONT');
  await pouring;
  for (let number = 0; number < BLOCKS; number++) {
    const { payload } = await watcher.next();
    if (!payload.equals(block(number))) throw new Error(`message ${number} is not as it was sent`);
  }
  await device.host.next(Buffer.from(SENT_RAW.repeat(BLOCKS)), PATIENCE_MS);
});

journey('a host held back by a broker that never goes on is heard again', {}, async (fixture) => {
  const device = await fixture.device({ tapped: false });
  await device.connect({ keepAlive: 1 });
  await fixture.broker.kill('SIGSTOP');
  await device.host.pour(lines());
  const all = await device.host.ask('AT+MQTTCONN?', /[\s\S]*\+MQTTCONN:0,3,.*\r\n\r\nOK\r\n/);
  const [before = '', after = '', ...more] = all.toString('latin1').split('+MQTTDISCONNECTED:0\r\n');
  expect(more).toEqual([]);
  const published = before.length / OK.length;
  expect(before === OK.repeat(published)).toBe(true);
  const refused = after.slice(0, after.indexOf('+MQTTCONN:0,3,'));
  expect(refused === LOST.repeat(LINES - published)).toBe(true);
});
