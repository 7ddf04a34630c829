import type { Client } from 'aedes';
import { AtmqttError } from '#errors/atmqtt-error';
import { message } from '#messages/message';

/** What of the parser of an Aedes client is used here; the types of Aedes leave it out. */
interface Parser {
  readonly packet: { readonly length: number };
  _parseLength(): boolean;
  _emitError(error: Error): void;
}

/** A client has announced a first packet that no CONNECT can be. */
class FirstPacketTooLarge extends AtmqttError<'TOO_LARGE'> {}

/** Five fields of 65,535 bytes with their lengths, and what stands before them (MQTT 3.1.1, 3.1). */
const MAX_CONNECT_BYTES = 5 * 65_537 + 10;

/** Refuses a first packet that is larger than a CONNECT can be, as soon as it is announced: nobody knows the client yet. */
export function boundFirstPacket(client: Client): void {
  const parser = (client as unknown as { readonly _parser: Parser })._parser;
  const parseLength = parser._parseLength.bind(parser);
  parser._parseLength = () => {
    const read = parseLength();
    const { length } = parser.packet;
    if (!read || length <= MAX_CONNECT_BYTES || client.connecting || client.connected) return read;
    const reason = message('broker.firstPacketTooLarge', { size: length, max: MAX_CONNECT_BYTES });
    parser._emitError(new FirstPacketTooLarge('TOO_LARGE', reason));
    return false;
  };
}
