import { isUtf8 } from 'node:buffer';
import type { Client } from 'aedes';
import { showBytes } from '#bytes/show-bytes';
import { AtmqttError } from '#errors/atmqtt-error';
import { message } from '#messages/message';

/** What of the parser of an Aedes client is used here; the types of Aedes leave it out. */
interface Parser {
  _pos: number;
  readonly _list: { slice(from: number, to: number): Buffer };
  readonly packet: { readonly cmd?: string };
  _parseString(): string | null;
  _emitError(error: Error): void;
}

const LENGTH_BYTES = 2;
const REPLACED_OR_NUL = /[\uFFFD\0]/;
/** Packets whose texts are topics, which may be shown. */
const OF_TOPICS: ReadonlySet<string | undefined> = new Set(['publish', 'subscribe', 'unsubscribe']);

/** A client has sent a text that MQTT does not allow. */
class MalformedText extends AtmqttError<'MALFORMED'> {}

/** Whether a client was cut off for a text that MQTT does not allow. */
export function isMalformedText(error: unknown): boolean {
  return error instanceof MalformedText;
}

/**
 * Closes the connection of a client that sends a text with NUL or in another encoding than UTF-8 [MQTT-1.5.3-1],
 * [MQTT-1.5.3-2], as Mosquitto does. Aedes takes U+FFFD for what it cannot read, and so delivers another topic.
 */
export function takeUtf8Only(client: Client): void {
  const parser = (client as unknown as { readonly _parser: Parser })._parser;
  const [parseString, emitError] = [parser._parseString.bind(parser), parser._emitError.bind(parser)];
  let malformed: Error | undefined;
  parser._parseString = () => {
    const from = parser._pos + LENGTH_BYTES;
    const text = parseString();
    // A text may have that character by itself.
    if (text === null || !REPLACED_OR_NUL.test(text)) return text;
    const bytes = parser._list.slice(from, parser._pos);
    if (isUtf8(bytes) && !bytes.includes(0)) return text;
    const shown = OF_TOPICS.has(parser.packet.cmd) ? showBytes(bytes) : undefined;
    malformed = new MalformedText('MALFORMED', message('broker.malformedText', { shown }));
    return null;
  };
  // What it makes of the text that is missing.
  parser._emitError = (error) => emitError(malformed ?? error);
}
