import type { LogLevel } from '#messages/log';
import { type Message, message } from '#messages/message';
import { Session } from '#mqtt/client/session';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import type { Timers } from '#time/timers';
import type { Flash, StoredSessionFile } from '../flash/flash.ts';

/** Milliseconds from one report that it cannot be stored to the next. */
const REPORT_MS = 60_000;

interface LinkLog {
  log(level: LogLevel, what: Message): void;
}

/**
 * The MQTT session of a link. It stays from one connection to the next as long as client and broker are the
 * same, and with a flash directory from one run of the program to the next [B-LOSS-4].
 */
export class LinkSessions {
  readonly #flash: Flash;
  readonly #timers: Timers;
  readonly #link: LinkLog;
  /** When it was told last that the session could not be stored. */
  #toldAt: number | undefined;
  #toldOfFailure = false;
  #identity: string | undefined;
  #session: Session | undefined;
  #file: StoredSessionFile | undefined;

  /** @param link logs what a person should know of a stored session */
  constructor(flash: Flash, timers: Timers, link: LinkLog) {
    this.#flash = flash;
    this.#timers = timers;
    this.#link = link;
  }

  /**
   * The session to connect with.
   * @throws when the stored session cannot be read
   */
  open(clientId: string, broker: string): Session {
    const identity = `${clientId}\n${broker}`;
    if (this.#session !== undefined && this.#identity === identity) return this.#session;
    this.#session?.close();
    this.free();
    const file = this.#flash.session(identity);
    const session = new Session(file);
    this.#file = file;
    this.#identity = identity;
    this.#session = session;
    if (session.setAside !== undefined) this.#link.log('warn', session.setAside);
    return session;
  }

  /** The publishes that the broker has not acknowledged, the oldest first. */
  get outgoing(): readonly OutgoingPublish[] {
    return this.#session?.outgoing() ?? [];
  }

  /** The session could not be stored, which is tried again; told once a minute [B-LOSS-6]. */
  failed(why: Message): void {
    const now = this.#timers.now();
    if (this.#toldAt !== undefined && now - this.#toldAt < REPORT_MS) return;
    this.#toldAt = now;
    this.#toldOfFailure = true;
    this.#link.log('warn', message('link.sessionNotStored', { why }));
  }

  /** All that could not be stored is. */
  healed(): void {
    if (this.#toldOfFailure) this.#link.log('info', message('link.sessionStored'));
    this.#toldOfFailure = false;
  }

  /** Makes what is stored durable. @throws when the flash fails */
  free(): void {
    this.#file?.close();
  }

  /** Forgets what is in RAM, as a restart does; what is stored stays. @throws when the flash fails */
  reset(): void {
    this.#session?.close();
    this.#session = undefined;
    this.#identity = undefined;
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }
}
