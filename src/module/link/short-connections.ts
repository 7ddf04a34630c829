import { type Message, message, type ParamsOf } from '#messages/message';
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

  /** The broker was not reached, or said no: it was away or has other reasons, whatever it closed before. */
  failed(): void {
    this.#inRow = 0;
  }

  /**
   * The broker has closed it.
   * @param why as it is told of one
   * @returns the same with what many in a row may mean
   */
  closed(now: number, why: Message, clientId: string): Message {
    const after = why.key === 'mqtt.lostAfter' ? (why.params as ParamsOf<'mqtt.lostAfter'>).sent : undefined;
    if (after !== undefined && isSentByItself(after)) {
      this.#inRow = 0;
      return why;
    }
    // How long the first one was there is not known, because most links never lose one.
    const short = this.#inRow === 0 || now - this.#connectedAt < SHORT_MS;
    this.#inRow = short ? this.#inRow + 1 : 1;
    if (this.#inRow < MANY) return why;
    return message('link.closedAgain', {
      why,
      times: this.#inRow,
      clientId,
      packetBlamed: after !== undefined,
    });
  }
}

/** Whether a module sends a packet after every reconnect, so that the broker closes each time because of it. */
function isSentByItself({ key, params }: Message): boolean {
  return key === 'mqtt.publishTo' ? (params as ParamsOf<'mqtt.publishTo'>).again : true;
}

/** Whether it is the broker that has ended a connection, and not the network or this side. */
export function closedByBroker(error: unknown): boolean {
  return isMqttError(error, 'LOST') && endedByOther(error.cause);
}
