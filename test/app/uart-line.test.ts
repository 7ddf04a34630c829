import { describe, expect, test } from 'vitest';
import { settled } from '#testing/index';
import { FakeLine, open, text } from './support/wired-module.ts';

test('with nothing asked for a host’s stream goes to the module as it is', () => {
  const { stream, joined } = open().attach();
  expect(joined).toBe(stream);
});

describe('a line with a speed', () => {
  test('changes between the OK and what follows, which waits until it has', async () => {
    const { attach, say } = open();
    const line = new FakeLine();
    let done: () => void = () => {};
    line.answer = new Promise((resolve) => {
      done = resolve;
    });
    const { stream } = attach({ line, seen: line.seen });
    await say(stream, 'AT+UART_CUR=9600,8,1,0,0\r\nAT+UART_CUR?');
    expect(line.seen).toEqual(['\r\nOK\r\n', 'set 9600 8 1 none none']);
    done();
    await settled();
    expect(text(line.seen.slice(2))).toBe('+UART_CUR:9600,8,1,0,0⏎⏎OK⏎');
  });

  test.each([
    ['9600,8,1,0,0', 'set 9600 8 1 none none'],
    ['921600,7,3,1,3', 'set 921600 7 2 odd rtscts'],
    ['300,5,2,2,1', 'set 300 5 1.5 even rts'],
    ['5000000,6,1,0,2', 'set 5000000 6 1 none cts'],
  ])('AT+UART_DEF=%s', async (numbers, words) => {
    const { attach, say } = open();
    const line = new FakeLine();
    const { stream } = attach({ line });
    await say(stream, `AT+UART_DEF=${numbers}`);
    expect(line.seen).toEqual([words]);
  });

  test('keeps what its user opened it with until the module sets something else', async () => {
    const { attach, say, module } = open();
    const [early, late] = [new FakeLine(), new FakeLine()];
    const { stream } = attach({ line: early });
    module.boot();
    expect(early.seen).toEqual([]);
    await say(stream, 'AT+UART_CUR=9600,8,1,0,0');
    attach({ line: late });
    expect(late.seen).toEqual(['set 9600 8 1 none none']);
  });

  test('goes back to what is stored with a restart, before ready', async () => {
    const { attach, say } = open();
    const line = new FakeLine();
    const { stream } = attach({ line, seen: line.seen });
    await say(stream, 'AT+UART_CUR=9600,8,1,0,0');
    line.seen.length = 0;
    let done: () => void = () => {};
    line.answer = new Promise((resolve) => {
      done = resolve;
    });
    await say(stream, 'AT+RST');
    expect(line.seen).toEqual(['\r\nOK\r\n', 'set 115200 8 1 none none']);
    done();
    await settled();
    expect(line.seen.slice(2)).toEqual(['\r\nready\r\n']);
  });

  test('that cannot do it is told of in one sentence, and the talk goes on', async () => {
    const { attach, say, log } = open();
    const line = new FakeLine();
    line.answer = Promise.reject(new Error('the adapter has no speed of 5000000'));
    const { stream, seen } = attach({ line });
    await say(stream, 'AT+UART_CUR=5000000,8,1,0,0\r\nAT');
    expect(text(seen)).toBe('⏎OK⏎⏎OK⏎');
    expect(log).toEqual([
      'warn ports tty could not be set to 5000000,8,1,0,0, as the UART of the module is now: the adapter has no speed of 5000000',
    ]);
  });

  test('is left alone when its host disconnects', async () => {
    const { attach, say } = open();
    const line = new FakeLine();
    attach({ line }).stream.destroy();
    await settled();
    const { stream } = attach();
    await say(stream, 'AT+UART_CUR=9600,8,1,0,0');
    expect(line.seen).toEqual([]);
  });
});
