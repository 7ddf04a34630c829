import type { Cancel, Timers } from '#time/timers';

const MIN_GRACE_MS = 1_000;
const MAX_GRACE_MS = 10_000;

/** What keepalive asks of the connection. */
export interface KeepaliveActions {
  /** Send PINGREQ. */
  ping(): void;
  /** No PINGRESP came in time. @param graceMs how long it was waited for */
  expired(graceMs: number): void;
}

/**
 * Sends PINGREQ when nothing else was sent for the interval, and gives the broker half of it, at least
 * 1 s and at most 10 s, to answer [B-KEEP-1], [MQTT-3.1.2-23].
 *
 * `sent` only notes the time, once per write to the wire; the timer finds out when it fires and is armed
 * again for the rest.
 */
export class Keepalive {
  readonly #timers: Timers;
  readonly #actions: KeepaliveActions;
  readonly #intervalMs: number;
  readonly #graceMs: number;
  #lastSent = 0;
  #awaiting = false;
  #held = false;
  #cancelIdle: Cancel | undefined;
  #cancelGrace: Cancel | undefined;

  /** @param intervalMs 0 turns it off */
  constructor(timers: Timers, intervalMs: number, actions: KeepaliveActions) {
    this.#timers = timers;
    this.#actions = actions;
    this.#intervalMs = intervalMs;
    this.#graceMs = Math.min(Math.max(intervalMs / 2, MIN_GRACE_MS), MAX_GRACE_MS);
  }

  /** CONNACK came. */
  start(): void {
    if (this.#intervalMs === 0) return;
    this.sent();
    this.#watchIdle(this.#intervalMs);
  }

  /** Something was handed to the wire. */
  sent(): void {
    this.#lastSent = this.#timers.now();
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
      const left = this.#intervalMs - (this.#timers.now() - this.#lastSent);
      // Rounded up, because a timer for a fraction of a millisecond would fire at once.
      if (left > 0) return this.#watchIdle(Math.ceil(left));
      this.#watchIdle(this.#intervalMs);
      this.#ask();
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
    this.#cancelGrace = this.#timers.after(this.#graceMs, () => this.#actions.expired(this.#graceMs));
  }

  #stopGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
  }
}
