import type { Cancel, Timers } from '#time/timers';

/** What keepalive asks of the connection. */
export interface KeepaliveActions {
  /** Send PINGREQ. */
  ping(): void;
  /** No PINGRESP came in time. @param graceMs how long it was waited for */
  expired(graceMs: number): void;
}

/**
 * Sends PINGREQ when nothing else was sent for half the keep alive, and gives the broker the same time to answer
 * [B-KEEP-1], [MQTT-3.1.2-23].
 *
 * `sent` only notes the time, once per write to the wire; the timer finds out when it fires and is armed
 * again for the rest.
 */
export class Keepalive {
  readonly #timers: Timers;
  readonly #actions: KeepaliveActions;
  /** Between two PINGREQ on an idle connection, and from one to its PINGRESP. */
  readonly #halfMs: number;
  #lastSent = 0;
  #awaiting = false;
  #held = false;
  #cancelIdle: Cancel | undefined;
  #cancelGrace: Cancel | undefined;

  /** @param keepAliveMs what CONNECT says; 0 turns it off */
  constructor(timers: Timers, keepAliveMs: number, actions: KeepaliveActions) {
    this.#timers = timers;
    this.#actions = actions;
    this.#halfMs = keepAliveMs / 2;
  }

  /** CONNACK came. */
  start(): void {
    this.sent();
    if (this.#halfMs === 0) return;
    this.#watchIdle(this.#halfMs);
  }

  /** Something was handed to the wire. */
  sent(): void {
    this.#lastSent = this.#timers.now();
  }

  /** Milliseconds since anything was handed to the wire, or CONNACK came. */
  get sinceSent(): number {
    return this.#timers.now() - this.#lastSent;
  }

  /** PINGRESP came. */
  answered(): void {
    this.#awaiting = false;
    this.#stopGrace();
  }

  /** This side reads nothing for now, so a missing PINGRESP says nothing about the broker. */
  hold(): void {
    this.#held = true;
    this.#stopGrace();
  }

  /** This side reads again. */
  release(): void {
    this.#held = false;
    if (this.#awaiting) this.#watchGrace();
  }

  /** The connection is over. */
  stop(): void {
    this.#cancelIdle?.();
    this.#stopGrace();
  }

  #watchIdle(ms: number): void {
    this.#cancelIdle = this.#timers.after(ms, () => {
      const left = this.#halfMs - (this.#timers.now() - this.#lastSent);
      // Rounded up, because a timer for a fraction of a millisecond would fire at once.
      if (left > 0) return this.#watchIdle(Math.ceil(left));
      // The end of waiting comes first, where both fall due together.
      this.#ask();
      this.#watchIdle(this.#halfMs);
    });
  }

  #ask(): void {
    if (!this.#awaiting) {
      this.#awaiting = true;
      if (!this.#held) this.#watchGrace();
    }
    this.#actions.ping();
  }

  #watchGrace(): void {
    this.#stopGrace();
    this.#cancelGrace = this.#timers.after(this.#halfMs, () => this.#actions.expired(this.#halfMs));
  }

  #stopGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
  }
}
