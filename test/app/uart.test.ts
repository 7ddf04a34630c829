import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { UartWiring } from '#app/uart';
import { textLog } from '#messages/log';
import { settingsFromPairs } from '#module/settings/pairs';
import type { LineSettings, Port, SerialLine } from '#ports/index';
import { settled } from '#testing/index';
import { CountingClock } from '../ports/filters/support.ts';
import { bareModule } from '../support/bare-module.ts';

/** A line that notes what it is told, into the list of what its host is told if a test likes. */
class FakeLine implements SerialLine {
  readonly seen: string[] = [];
  /** What a `set` waits for. */
  answer: Promise<void> = Promise.resolve();

  set({ baud, dataBits, stopBits, parity, flowControl }: LineSettings): Promise<void> {
    this.seen.push(`set ${baud} ${dataBits} ${stopBits} ${parity} ${flowControl}`);
    return this.answer;
  }
}

/** What was said, whatever pieces it came in. */
function text(seen: readonly string[]): string {
  return seen.join('').replaceAll('\r\n', '⏎');
}

/** A port that notes when it is reopened. */
function reopening(seen: string[]): Port {
  return {
    spec: 'pty',
    info: { kind: 'memory' },
    async close() {},
    reopen: () => seen.push('reopen'),
  };
}

function open(...settings: string[]) {
  const clock = new CountingClock();
  const log: string[] = [];
  const pairs = ['wifi.autojoin=false', ...settings];
  const told = textLog((level, namespace, line) => log.push(`${level} ${namespace} ${line}`));
  const wiring = new UartWiring(settingsFromPairs(pairs), clock, told);
  const { module } = bareModule(pairs, { clock, observer: wiring.observer });
  return {
    clock,
    log,
    module,
    wiring,
    /** @param seen also takes what the host hears */
    attach(options: { seen?: string[]; line?: SerialLine; port?: Port } = {}) {
      const { seen = [], line, port } = options;
      // What is written is noted at once, so that the order of everything is seen.
      const stream = new Duplex({
        read() {},
        write(bytes: Buffer, _encoding, done) {
          seen.push(bytes.toString());
          done();
        },
      });
      const joined = wiring.attach(stream, { name: 'tty', line, port: () => port });
      module.attach(joined, { name: 'tty', echo: false });
      return { stream, joined, seen };
    },
    async say(stream: Duplex, line: string) {
      stream.push(`${line}\r\n`);
      await settled();
    },
    async run(ms: number) {
      for (let gone = 0; gone < ms; gone++) {
        clock.advance(1);
        await settled();
      }
    },
  };
}

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
      'warn ports tty does not follow the UART to 5000000,8,1,0,0: the adapter has no speed of 5000000',
    ]);
  });

  test('is left alone when its host has gone', async () => {
    const { attach, say } = open();
    const line = new FakeLine();
    attach({ line }).stream.destroy();
    await settled();
    const { stream } = attach();
    await say(stream, 'AT+UART_CUR=9600,8,1,0,0');
    expect(line.seen).toEqual([]);
  });
});

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
