import type { TrafficEvent } from '#at/session/observer';
import { textOf } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import { describePacket } from '#mqtt/codec/describe-packet';
import { Framer, type FrameSink } from '#mqtt/codec/framer';
import type { Clock } from '#time/clock';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** What a trace is made of. */
export interface TraceParts {
  readonly clock: Clock;
  /** Takes lines with their ends. */
  write(lines: string): void;
  /** There are several modules, so that each line says whose it is. */
  readonly several: boolean;
}

/**
 * The traffic as it happens, a line each: `host > AT+MQTTCONN=…`, `module < OK`, `broker > CONNECT …`, `broker < CONNACK …`, and
 * the states of links. Secrets are masked.
 */
export class Trace {
  readonly #parts: TraceParts;

  constructor(parts: TraceParts) {
    this.#parts = parts;
  }

  /** Looks on at a module. */
  observer(module: string): ModuleObserver {
    return {
      traffic: (event) => this.#traffic(module, event),
      linkState: ({ link, from, to, reason }) =>
        this.#tell(module, `link ${link}: state ${from} → ${to}: ${textOf(reason)}`),
      restarting: () => this.#tell(module, 'the module restarts'),
    };
  }

  /** Looks on at the packets between a module and its brokers, in clear also where TLS or WebSocket carries them. */
  dial(module: string, dial: DialRoute): DialRoute {
    return (route) => (events) => {
      const tell = (text: string): void => this.#tell(module, `broker ${text}`);
      const sent = this.#packets((text) => tell(`> ${text}`));
      const received = this.#packets((text) => tell(`< ${text}`));
      tell(`> connection to ${route.host}:${route.port}`);
      const transport = dial(route)({
        ...events,
        open() {
          tell('< connected');
          events.open();
        },
        data(bytes) {
          received(bytes);
          events.data(bytes);
        },
        closed(error) {
          tell(error === undefined ? '< closed' : `< closed: ${error.message}`);
          events.closed(error);
        },
      });
      return {
        get queued() {
          return transport.queued;
        },
        write(bytes) {
          sent(bytes);
          return transport.write(bytes);
        },
        pause: () => transport.pause(),
        resume: () => transport.resume(),
        end: (done) => transport.end(done),
        destroy: () => transport.destroy(),
      };
    };
  }

  #traffic(module: string, { host, shown }: TrafficEvent): void {
    const speaker = host === undefined ? 'module <' : `${host} >`;
    for (const line of shown.split('\r\n')) {
      if (line !== '') this.#tell(module, `${speaker} ${line.replace(UNPRINTABLE, escaped)}`);
    }
  }

  /** Describes whole packets, however they are cut; what is no MQTT is described no further. */
  #packets(tell: (text: string) => void): (bytes: Uint8Array) => void {
    const framer = new Framer();
    let foreign = false;
    const sink: FrameSink = {
      frame: (bytes, at, headerBytes, end) => tell(describePacket(bytes.subarray(at, end), headerBytes)),
    };
    return (bytes) => {
      if (foreign) return;
      try {
        framer.feed(bytes, sink);
      } catch {
        foreign = true;
        tell('what is no MQTT');
      }
    };
  }

  #tell(module: string, text: string): void {
    const { clock, several, write } = this.#parts;
    const time = new Date(clock.wall()).toISOString().slice(11, 23);
    write(`${time} ${several ? `${module} ` : ''}${text}\n`);
  }
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
