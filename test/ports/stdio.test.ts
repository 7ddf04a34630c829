import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { openStdio } from '#ports/stdio';
import { event, happens, Recorder, read, within, write } from './support/helpers.ts';

async function open(terminal = false) {
  const input = Object.assign(new PassThrough(), { isTTY: terminal });
  const output = new PassThrough();
  const events = new Recorder();
  const port = await openStdio(events, input, output);
  onTestFinished(() => port.close());
  return { input, output, events, port, module: await events.next() };
}

test('input and output are one host', async () => {
  const { input, output, events, port, module } = await open();
  expect(port.info).toEqual({ kind: 'stdio' });
  expect(events.names).toEqual(['stdio']);
  const bytes = Buffer.from([0, 3, 4, 13, 10, 127, 255]);
  const command = read(module, bytes.length);
  input.write(bytes);
  expect(await command).toEqual(bytes);
  const reply = read(output, bytes.length);
  await write(module, bytes);
  expect(await reply).toEqual(bytes);
});

test('the end of the input ends the host, which can still be answered', async () => {
  const { input, output, module } = await open();
  const ended = event(module, 'end');
  module.resume();
  input.end('AT\r\n');
  await within('end', ended);
  const reply = read(output, 6);
  await write(module, '\r\nOK\r\n');
  expect(`${await reply}`).toBe('\r\nOK\r\n');
});

test('an output that breaks closes the host', async () => {
  const { output, module } = await open();
  const closed = event(module.resume(), 'close');
  output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await within('close', closed);
});

test('a reader that does not read holds the module back', async () => {
  const { module } = await open();
  let offered = 0;
  while (
    offered < 1 << 20 &&
    (offered === 0 || !module.writableNeedDrain || (await happens(event(module, 'drain'), 100)))
  ) {
    module.write(Buffer.alloc(16_384));
    offered += 16_384;
  }
  expect(offered).toBeLessThan(1 << 20);
});

test('closing leaves the streams of the process open', async () => {
  const { input, output, port, module } = await open();
  await port.close();
  expect([module.destroyed, input.destroyed, output.destroyed]).toEqual([true, false, false]);
});

test('typing at a terminal gets a hint', async () => {
  const { events } = await open(true);
  expect(events.notices).toEqual([
    'warn: standard input is a terminal, where Enter sends LF and not CR LF; for typing, a pty or tcp-listen port is better',
  ]);
});
