import { type Packet, type Parser, parser } from 'mqtt-packet';

/** A packet that breaks the protocol, in the codec's words. */
export interface Unreadable {
  readonly problem: string;
}

// What the codec's events brought; they come while it parses.
let packet: Packet | undefined;
let problem: string | undefined;
let codec = makeCodec();

type Acknowledgement = 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';

/** What is nothing but a packet identifier, by its first byte (MQTT 3.1.1, 3.4 to 3.7). */
const ACKNOWLEDGEMENTS: ReadonlyMap<number, Acknowledgement> = new Map([
  [0x40, 'puback'],
  [0x50, 'pubrec'],
  [0x62, 'pubrel'],
  [0x70, 'pubcomp'],
]);

/**
 * Reads one whole packet: an acknowledgement at once, because the codec takes forty times as long and there is one
 * for each publish; the others by the codec. One codec serves all connections, because between two packets it
 * holds nothing; one for each would be more than a KiB of an idle module's fifteen.
 * @returns undefined for bytes that are no whole packet
 */
export function readPacket(bytes: Buffer): Packet | Unreadable | undefined {
  const cmd = bytes.length === 4 && bytes[1] === 2 ? ACKNOWLEDGEMENTS.get(bytes[0] as number) : undefined;
  if (cmd !== undefined) return { cmd, messageId: bytes.readUInt16BE(2), length: 2 };
  let left = -1;
  try {
    left = codec.parse(bytes);
    return problem === undefined ? packet : { problem };
  } finally {
    const whole = left === 0 && problem === undefined && packet !== undefined;
    // A CONNECT, which no broker sends, changes how the codec reads on.
    if (!whole || packet?.cmd === 'connect') codec = makeCodec();
    packet = undefined;
    problem = undefined;
  }
}

function makeCodec(): Parser {
  const made = parser({ protocolVersion: 4 });
  made.on('packet', (read) => {
    packet ??= read;
  });
  made.on('error', (error: Error) => {
    problem = error.message;
  });
  return made;
}
