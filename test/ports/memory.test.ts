import { expect, test } from 'vitest';
import { createMemoryPort } from '#ports/index';
import { event, openPort, within, write } from './support/helpers.ts';

test('chunks arrive one by one as they were written', async () => {
  const memory = createMemoryPort();
  const { port, events } = await openPort(memory);
  expect(port.info).toEqual({ kind: 'memory' });
  const module = await events.next();
  const chunks: string[] = [];
  module.on('data', (chunk: Buffer) => chunks.push(`${chunk}`));
  for (const chunk of ['A', 'T', '\r', '\n', 'AT+RST\r\n']) await write(memory.host, chunk);
  expect(chunks).toEqual(['A', 'T', '\r', '\n', 'AT+RST\r\n']);
});

test('a host can write before the port is opened', async () => {
  const memory = createMemoryPort();
  await write(memory.host, 'AT\r\n');
  const { events } = await openPort(memory);
  const module = await events.next();
  const first = new Promise((resolve) => module.once('data', resolve));
  expect(`${await within('bytes', first)}`).toBe('AT\r\n');
});

test('a host that ends has everything it wrote heard first', async () => {
  const memory = createMemoryPort();
  const { events } = await openPort(memory);
  const module = await events.next();
  const heard: Buffer[] = [];
  memory.host.resume().end('AT+GMR\r\n');
  const closed = event(module, 'close');
  module.on('data', (chunk: Buffer) => heard.push(chunk));
  await within('close', closed);
  expect(`${Buffer.concat(heard)}`).toBe('AT+GMR\r\n');
});
