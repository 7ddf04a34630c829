import type { TrafficEvent } from '#at/session/observer';
import { reasonOf } from '#errors/atmqtt-error';
import type { Language } from '#messages/language';
import { type Message, message } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import { describePacket } from '#mqtt/codec/describe-packet';
import { Framer, type FrameSink } from '#mqtt/codec/framer';
import type { Clock } from '#time/clock';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** Where a trace goes. */
export interface TraceOutput {
  /** What it says besides the traffic is in it. */
  readonly language: Language;
  /**
   * Takes a line.
   * @param time milliseconds since 1970
   * @param text without an end
   */
  write(time: number, module: string, text: string): void;
}

/**
 * The traffic as it happens, a line each: `host > AT+MQTTCONN=…`, `module < OK`, `broker > CONNECT …`, `broker < CONNACK …`, and
 * the states of links. Secrets are masked.
 */
export class Trace {
  readonly #clock: Clock;
  readonly #outputs: readonly TraceOutput[];

  constructor(clock: Clock, outputs: readonly TraceOutput[]) {
    this.#clock = clock;
    this.#outputs = outputs;
  }

  /** Looks on at a module. */
  observer(module: string): ModuleObserver {
    return {
      traffic: (event) => this.#traffic(module, event),
      linkState: (event) => this.#say(module, message('trace.linkState', event)),
      restarting: () => this.#say(module, message('trace.restarts')),
    };
  }

  /** Looks on at the packets between a module and its brokers, in clear also where TLS or WebSocket carries them. */
  dial(module: string, dial: DialRoute): DialRoute {
    return (route) => (events) => {
      const say = (said: Message): void => this.#say(module, said);
      const sent = this.#packets(module, '>');
      const received = this.#packets(module, '<');
      say(message('trace.dials', { address: `${route.host}:${route.port}` }));
      const transport = dial(route)({
        ...events,
        open() {
          say(message('trace.connected'));
          events.open();
        },
        data(bytes) {
          received(bytes);
          events.data(bytes);
        },
        closed(error) {
          say(
            error === undefined
              ? message('trace.closed')
              : message('trace.closedBecause', { reason: reasonOf(error) }),
          );
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

  #traffic(module: string, { host, shown, counted }: TrafficEvent): void {
    const speaker = host === undefined ? 'module <' : `${host} >`;
    if (counted !== undefined) {
      this.#each(module, (language) => `${speaker} ${language.textOf(counted)}`);
      return;
    }
    for (const line of shown.split('\r\n')) {
      if (line !== '') this.#tell(module, `${speaker} ${line.replace(UNPRINTABLE, escaped)}`);
    }
  }

  /** Describes whole packets, however they are cut; what is no MQTT is described no further. */
  #packets(module: string, direction: '>' | '<'): (bytes: Uint8Array) => void {
    const framer = new Framer();
    let foreign = false;
    const sink: FrameSink = {
      frame: (bytes, at, headerBytes, end) =>
        this.#tell(module, `broker ${direction} ${describePacket(bytes.subarray(at, end), headerBytes)}`),
    };
    return (bytes) => {
      if (foreign) return;
      try {
        framer.feed(bytes, sink);
      } catch {
        foreign = true;
        this.#say(module, message('trace.foreign', { direction }));
      }
    };
  }

  #say(module: string, said: Message): void {
    this.#each(module, (language) => language.textOf(said));
  }

  #tell(module: string, text: string): void {
    this.#each(module, () => text);
  }

  #each(module: string, textIn: (language: Language) => string): void {
    const time = this.#clock.wall();
    for (const output of this.#outputs) output.write(time, module, textIn(output.language));
  }
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
