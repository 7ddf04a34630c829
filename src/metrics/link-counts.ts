import type { Message } from '#messages/message';
import type { LinkStateEvent } from '#module/observer';
import type { Dial, Transport } from '#mqtt/transport';
import { PacketCounter, PacketCounts } from './packet-counter.ts';
import { kindOf } from './reason-kind.ts';

/** What has become of a link since the program started. */
export class LinkCounts {
  /** Connections that were begun, also those that came to nothing. */
  attempts = 0;
  /** Connections that the broker accepted. */
  connects = 0;
  /** Those of them that came back after a loss. */
  reconnects = 0;
  /** Tries to connect that came to nothing, by the kind of reason. */
  readonly failures = new Map<string, number>();
  /** Connections that were up and are gone, by the kind of reason. */
  readonly losses = new Map<string, number>();
  readonly sent = new PacketCounts();
  readonly received = new PacketCounts();
  /** When it came into the state that it is in, in milliseconds since 1970 UTC. */
  since: number;
  /** A connection was lost and none has come since; a link that the settings file connects begins in state 3 without a loss. */
  #lost = false;
  /** Why it is in that state, or why the last try to connect came to nothing. */
  reason: Message | undefined;

  constructor(now: number) {
    this.since = now;
  }

  /** @param now milliseconds since 1970 UTC */
  moved({ from, to, reason }: LinkStateEvent, now: number): void {
    // From connected to subscribed it is the same connection.
    if (from < 4 !== to < 4 || to < 4) {
      this.since = now;
      this.reason = reason;
    }
    if (from < 4 && to >= 4) {
      this.connects++;
      if (from === 3 && this.#lost) this.reconnects++;
    }
    if (from >= 4 || to >= 4) this.#lost = from >= 4 && to === 3;
    if (from >= 4 && to === 3) add(this.losses, reason);
  }

  /** A try to connect came to nothing. */
  failed(reason: Message): void {
    add(this.failures, reason);
    this.reason = reason;
  }

  /** Counts what goes over connections that this dials. */
  counting(dial: Dial): Dial {
    return (events) => {
      this.attempts++;
      const sent = new PacketCounter(this.sent);
      const received = new PacketCounter(this.received);
      const transport = dial({
        open: () => events.open(),
        data(bytes) {
          received.feed(bytes);
          events.data(bytes);
        },
        drain: () => events.drain(),
        closed: (error) => events.closed(error),
      });
      return new CountedTransport(transport, sent);
    };
  }
}

function add(counts: Map<string, number>, reason: Message): void {
  const key = kindOf(reason);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

class CountedTransport implements Transport {
  readonly #transport: Transport;
  readonly #sent: PacketCounter;

  constructor(transport: Transport, sent: PacketCounter) {
    this.#transport = transport;
    this.#sent = sent;
  }

  get queued(): number {
    return this.#transport.queued;
  }

  write(bytes: Uint8Array): boolean {
    this.#sent.feed(bytes);
    return this.#transport.write(bytes);
  }

  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }

  end(sent?: () => void): void {
    this.#transport.end(sent);
  }

  destroy(): void {
    this.#transport.destroy();
  }
}
