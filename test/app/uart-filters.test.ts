import { describe, expect, test } from 'vitest';
import { settled } from '#testing/index';
import { open, text } from './support/wired-module.ts';

describe('the filters', () => {
  test('pace follows AT+UART_CUR, from the byte after its OK', async () => {
    const { attach, say, run } = open('pace=true');
    const { stream, seen } = attach();
    const late = attach();
    await say(stream, 'AT+UART_CUR=1000,8,1,0,0');
    // 26 bytes in and 6 out at 115200 baud.
    await run(5);
    expect(text(seen)).toBe('⏎OK⏎');
    await say(stream, 'AT');
    await run(40);
    expect(text(seen)).toBe('⏎OK⏎');
    await run(59);
    expect(text(seen)).not.toBe('⏎OK⏎⏎OK⏎');
    await run(3);
    expect(text(seen)).toBe('⏎OK⏎⏎OK⏎');
    expect(text(late.seen)).toBe('⏎OK⏎⏎OK⏎');
    // One that attaches later has the speed of the moment.
    const { stream: third, seen: heard } = attach();
    await say(third, 'AT');
    await run(98);
    expect(text(heard)).not.toBe('⏎OK⏎');
    await run(4);
    expect(text(heard)).toBe('⏎OK⏎');
  });

  test('lost bytes are told of with the host and the size of the buffer', async () => {
    const { attach, say, module, log } = open('rxFifoBytes=4');
    const { stream, seen } = attach();
    const broker = {};
    module.flow.brokerFull(broker);
    await say(stream, 'AT\r\nAT+GMR');
    module.flow.brokerDrained(broker);
    await settled();
    expect(text(seen)).toBe('⏎OK⏎');
    expect(log).toEqual([
      'warn ports 8 bytes from tty were lost: the receive buffer of 4 bytes was full, because the host ignored flow control',
    ]);
  });

  test('a host that AT+UART_CUR lets be held back by RTS loses nothing', async () => {
    const { attach, say, module, log } = open('rxFifoBytes=4');
    const { stream, seen } = attach();
    await say(stream, 'AT+UART_CUR=115200,8,1,0,1');
    const broker = {};
    module.flow.brokerFull(broker);
    await say(stream, 'AT\r\nAT');
    module.flow.brokerDrained(broker);
    await settled();
    expect([text(seen), log]).toEqual(['⏎OK⏎⏎OK⏎⏎OK⏎', []]);
  });
});

describe('output that has not left when the module restarts', () => {
  const old = Buffer.from(`${'x'.repeat(998)}\r\n`);

  test.each([['chunk=16'], ['pace=true'], ['chunk=16', 'pace=true', 'rxFifoBytes=128']])(
    'is lost with %s, and OK and ready are not',
    async (...settings) => {
      const { attach, say, run, module } = open(...settings);
      const { stream, seen } = attach();
      for (let n = 0; n < 200; n++) module.at.urc(old, 'received');
      await run(5);
      await say(stream, 'AT+RST');
      await run(30);
      expect(text(seen)).toMatch(/^x+(⏎)?⏎OK⏎⏎ready⏎$/);
      expect(text(seen).length).toBeLessThan(1000);
      for (let n = 0; n < 200; n++) module.at.urc(old, 'received');
      await run(5);
      seen.length = 0;
      module.reset();
      await run(30);
      expect(text(seen)).toMatch(/^x*(⏎)?⏎ready⏎$/);
    },
  );

  test('is what was written before, not the replies to the lines of the same chunk', async () => {
    const { attach, say, run } = open('chunk=16');
    const { stream, seen } = attach();
    await say(stream, 'AT+SYSLOG?\r\nAT\r\nAT+RST');
    await run(30);
    expect(text(seen)).toBe('+SYSLOG:0⏎⏎OK⏎⏎OK⏎⏎OK⏎⏎ready⏎');
  });
});
