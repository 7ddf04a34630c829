import type { Message } from '#messages/message';
import { Session } from '#mqtt/client/session';
import type { Flash, StoredSessionFile } from '../flash/flash.ts';

/**
 * The MQTT session of a link. It stays from one connection to the next as long as client and broker are the
 * same, and with a flash directory from one run of the program to the next [B-LOSS-4].
 */
export class LinkSessions {
  readonly #flash: Flash;
  readonly #notice: (what: Message) => void;
  #identity: string | undefined;
  #session: Session | undefined;
  #file: StoredSessionFile | undefined;

  /** @param notice is told what a person should know of a stored session */
  constructor(flash: Flash, notice: (what: Message) => void) {
    this.#flash = flash;
    this.#notice = notice;
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
    if (session.setAside !== undefined) this.#notice(session.setAside);
    return session;
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
