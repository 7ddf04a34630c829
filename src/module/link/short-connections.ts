import { type Message, message } from '#messages/message';
import { isMqttError } from '#mqtt/errors';
import { endedByOther } from '#mqtt/transport-error';

/** Milliseconds; a connection that lasts longer is no short one. */
const SHORT_MS = 30_000;
/** So many in a row are told of. */
const MANY = 3;

/**
 * Connections of a link that the broker has closed soon after it had accepted them, one after the other: so it looks
 * when two clients with the same client ID take the connection from each other.
 */
export class ShortConnections {
  #inRow = 0;
  #connectedAt = 0;

  /** A connection is there. @param now in milliseconds */
  connected(now: number): void {
    this.#connectedAt = now;
  }

  /**
   * The broker has closed it.
   * @param why as it is told of one
   * @returns the same with what many in a row may mean
   */
  closed(now: number, why: Message, clientId: string): Message {
    // How long the first one was there is not known, because most links never lose one.
    const short = this.#inRow === 0 || now - this.#connectedAt < SHORT_MS;
    this.#inRow = short ? this.#inRow + 1 : 1;
    return this.#inRow < MANY ? why : message('link.closedAgain', { why, times: this.#inRow, clientId });
  }
}

/** Whether it is the broker that has ended a connection, and not the network or this side. */
export function closedByBroker(error: unknown): boolean {
  return isMqttError(error, 'LOST') && endedByOther(error.cause);
}
