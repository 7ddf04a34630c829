import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { settled } from '#testing/index';
import { open, reopening, text } from './support/wired-module.ts';

describe('reopenOnReset', () => {
  test('reopens the port after the OK; ready comes when a host had the time to be back', async () => {
    const { attach, say, run } = open('reopenOnReset=true');
    const seen: string[] = [];
    const { stream } = attach({ seen, port: reopening(seen) });
    await say(stream, 'AT+RST');
    expect(seen).toEqual(['\r\nOK\r\n', 'reopen']);
    await run(599);
    expect(seen).toHaveLength(2);
    await run(1);
    expect(seen.slice(2)).toEqual(['\r\nready\r\n']);
  });

  test('waits until a paced OK is out', async () => {
    const { attach, say, run } = open('reopenOnReset=true', 'pace=true');
    const seen: string[] = [];
    const { stream } = attach({ seen, port: reopening(seen) });
    await say(stream, 'AT+UART_CUR=1000,8,1,0,0');
    await run(5);
    seen.length = 0;
    await say(stream, 'AT+RST');
    await run(139);
    expect(seen).not.toContain('reopen');
    await run(5);
    expect(text(seen)).toBe('⏎OK⏎reopen');
  });

  test('is nothing to a port that cannot, and off by default', async () => {
    const on = open('reopenOnReset=true');
    const { reopen: _none, ...port } = reopening([]);
    const { stream, seen } = on.attach({ port });
    await on.say(stream, 'AT+RST');
    expect(text(seen)).toBe('⏎OK⏎⏎ready⏎');
    const off = open();
    const all: string[] = [];
    const { stream: other } = off.attach({ seen: all, port: reopening(all) });
    await off.say(other, 'AT+RST');
    expect(text(all)).toBe('⏎OK⏎⏎ready⏎');
  });

  test('asks nothing of a host that has gone', async () => {
    const { wiring, module } = open('reopenOnReset=true');
    const asked: string[] = [];
    const attach = (name: string): Duplex => {
      const stream = new Duplex({ read() {} });
      wiring.attach(stream, {
        name,
        line: undefined,
        port() {
          asked.push(name);
          return undefined;
        },
      });
      return stream;
    };
    attach('gone').destroy();
    attach('here');
    await settled();
    module.restart();
    expect(asked).toEqual(['here']);
  });

  test('leaves no timer when the host goes before the module is back', async () => {
    const { attach, say, clock } = open('reopenOnReset=true');
    const seen: string[] = [];
    const { stream } = attach({ seen, port: reopening(seen) });
    await say(stream, 'AT+RST');
    expect([text(seen), clock.timers]).toEqual(['⏎OK⏎reopen', 1]);
    stream.destroy();
    await settled();
    expect(clock.timers).toBe(0);
  });
});
