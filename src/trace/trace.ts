import type { TrafficEvent } from '#at/session/observer';
import { reasonOf } from '#errors/atmqtt-error';
import type { Language } from '#messages/language';
import { type Message, message } from '#messages/message';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import { describePacket } from '#mqtt/codec/describe-packet';
import type { Clock } from '#time/clock';
import { watchDial } from './watch-dial.ts';

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
    return watchDial(dial, ({ host, port }) => {
      this.#say(module, message('trace.dials', { address: `${host}:${port}` }));
      return {
        opened: () => this.#say(module, message('trace.connected')),
        packet: (direction, bytes, headerBytes) =>
          this.#tell(module, `broker ${direction} ${describePacket(bytes, headerBytes)}`),
        foreign: (direction) => this.#say(module, message('trace.foreign', { direction })),
        closed: (error) =>
          this.#say(
            module,
            error === undefined
              ? message('trace.closed')
              : message('trace.closedBecause', { reason: reasonOf(error) }),
          ),
      };
    });
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
