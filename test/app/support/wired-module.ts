import { Duplex } from 'node:stream';
import { UartWiring } from '#app/uart';
import { textLog } from '#messages/log';
import { settingsFromPairs } from '#module/settings/pairs';
import type { LineSettings, Port, SerialLine } from '#ports/index';
import { DEFAULT_LINE } from '#ports/serial-line';
import { settled } from '#testing/index';
import { CountingClock } from '../../ports/filters/support.ts';
import { bareModule } from '../../support/bare-module.ts';

/** A line that notes what it is told, into the list of what its host is told if a test likes. */
export class FakeLine implements SerialLine {
  settings = DEFAULT_LINE;
  readonly seen: string[] = [];
  /** What a `set` waits for. */
  answer: Promise<void> = Promise.resolve();

  set({ baud, dataBits, stopBits, parity, flowControl }: LineSettings): Promise<void> {
    this.seen.push(`set ${baud} ${dataBits} ${stopBits} ${parity} ${flowControl}`);
    return this.answer;
  }
}

/** What was said, whatever pieces it came in. */
export function text(seen: readonly string[]): string {
  return seen.join('').replaceAll('\r\n', '⏎');
}

/** A port that notes when it is reopened. */
export function reopening(seen: string[]): Port {
  return {
    spec: 'pty',
    info: { kind: 'memory' },
    async close() {},
    reopen: () => seen.push('reopen'),
  };
}

/** A module whose UART is joined to its hosts by the settings. */
export function open(...settings: string[]) {
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
