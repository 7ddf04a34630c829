import { expect, test } from 'vitest';
import { Chunker } from '#ports/filters/chunker';
import { ManualClock } from '#testing/manual-clock';
import { Listener, run, wire } from './support.ts';

function open(bytes: number, delayMs: number) {
  const clock = new ManualClock();
  const { port, host } = wire();
  const module = new Chunker(port, { bytes, delayMs }, clock);
  const answered = new Listener(host, clock);
  const pieces = () => answered.pieces.map(({ at, bytes }) => `${at} ${bytes}`);
  return { clock, host, module, pieces };
}

test('output comes in pieces with the delay between them', async () => {
  const { clock, module, pieces } = open(4, 5);
  module.write('abcdefghij');
  await run(clock, 30);
  expect(pieces()).toEqual(['0 abcd', '5 efgh', '10 ij']);
});

test('the delay holds between two writes too, and what waited meanwhile fills a piece', async () => {
  const { clock, module, pieces } = open(4, 5);
  module.write('ab');
  await run(clock, 1);
  module.write('cd');
  module.write('e');
  module.write('f');
  await run(clock, 30);
  expect(pieces()).toEqual(['0 ab', '5 cd', '10 ef']);
  module.write('later');
  await run(clock, 5);
  expect(pieces().slice(3)).toEqual(['31 late', '36 r']);
});

test('without a delay the pieces follow at once', async () => {
  const { clock, module, pieces } = open(3, 0);
  module.write('abcdefgh');
  await run(clock, 1);
  expect(pieces().map((piece) => piece.split(' ')[1])).toEqual(['abc', 'def', 'gh']);
});

test('input is left as it is', async () => {
  const { clock, host, module } = open(2, 50);
  const heard = new Listener(module, clock);
  host.write('AT+GMR\r\n');
  await run(clock, 1);
  expect(heard.pieces.map(({ bytes }) => `${bytes}`)).toEqual(['AT+GMR\r\n']);
});
