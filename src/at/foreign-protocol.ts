/** A protocol that whoever speaks it has not meant for a module. */
export type ForeignProtocol =
  | 'http'
  | 'tls'
  | 'ssh'
  | 'proxy'
  | 'mqtt'
  | 'stun'
  | 'modbus'
  | 'modbusRtu'
  | 'amqp'
  | 'stomp'
  | 'redis'
  | 'postgres'
  | 'socks'
  | 'rdp'
  | 'esptool';

/** So many bytes are looked at; what no line ends in is no request. */
const MAX_BYTES = 4096;
const METHODS =
  'GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH';

/** How a protocol is told by what it begins with; a byte is a character. */
const BEGINNINGS: readonly (readonly [ForeignProtocol, (text: string) => boolean])[] = [
  // STOMP 1.2, which begins as a request of HTTP does, without a blank.
  ['stomp', begins(/^(?:CONNECT|STOMP)\r?\n[a-z-]+:/)],
  // RFC 9112, 3: a request line, or whatever stands in its place before a Host field.
  ['http', begins(new RegExp(`^(?:${METHODS}) `))],
  ['http', begins(/^[\w!#$%&'*+.^`|~-]+ [^\r\n]* [A-Z]+\/\d/)],
  ['http', begins(/^[^\r\n]+\r?\nhost:/i)],
  // RFC 8446, 5.1: a handshake record.
  ['tls', (text) => text.startsWith('\x16\x03')],
  // RFC 4253, 4.2.
  ['ssh', begins(/^SSH-/)],
  // The PROXY protocol, versions 1 and 2; of the latter the line ends before it were taken off.
  ['proxy', begins(/^PROXY /)],
  ['proxy', (text) => text.startsWith('\0\r\nQUIT\n')],
  ['mqtt', isConnect],
  // RFC 8489, 5: the magic cookie, as browsers send it to TURN servers.
  ['stun', (text) => text.charCodeAt(0) <= 1 && text.startsWith('\x21\x12\xa4\x42', 4)],
  // Unit, function 1 to 6, four bytes, and their check sum.
  ['modbusRtu', isModbusRtu],
  // A number, the identifier 0 of the protocol, and the length that a request of the function behind the unit has.
  ['modbus', beginsInHex(/^.{4}000000(?:06..0[1-6]|(?:0[7-9a-f]|[1-9a-e].)..(?:0f|10|17)|05..2b)/)],
  ['amqp', beginsInHex(/^414d51500[0-3]/)],
  ['redis', begins(/^\*\d+\r\n\$\d+\r\n/)],
  // An SSLRequest, or a startup message of version 3 with a user.
  ['postgres', beginsInHex(/^0000(?:000804d2162f|....000300007573657200)/)],
  // RFC 1928, 3: the version, and which methods of authentication there are.
  ['socks', beginsInHex(/^05(?:0100|0200(?:01|02)|03000102)/)],
  // The header of a TPKT and a connection request, as port scanners send it too.
  ['rdp', beginsInHex(/^030000(?:..){2}e00000/)],
  // A SLIP frame with the command SYNC of Espressif's serial protocol.
  ['esptool', beginsInHex(/^c000082400/)],
];
const COMMAND = /^AT/i;
const TWO_LINES = /^[^\r\n]+\r?\n[^\r\n]*[\r\n]/;

/**
 * Looks at what a connection begins with. A web page can make a browser send a request to any port of this machine,
 * and its body could be commands [B-HOST-4].
 */
export class FirstBytes {
  #seen = '';
  /** What the data began with that was sent before anything else. */
  #data: FirstBytes | undefined;
  #inData: ForeignProtocol | undefined;

  /**
   * Takes bytes that are data, which may be anything. Where they begin as a request, what comes behind them must begin
   * with a command: it is the rest of that request otherwise.
   */
  takeData(bytes: Uint8Array): void {
    this.#data ??= new FirstBytes();
    const found = this.#data.take(bytes);
    if (found !== undefined && found !== 'clear') this.#inData ??= found;
  }

  /**
   * Takes the next bytes, before they are acted upon. None of those for which the answer was undefined is a command
   * line.
   * @returns the protocol; `clear` when there is nothing more to look for; undefined while that is open
   */
  take(bytes: Uint8Array): ForeignProtocol | 'clear' | undefined {
    const more = bytes.subarray(0, MAX_BYTES - this.#seen.length);
    // Hosts and servers alike pass over line ends before a line.
    this.#seen = (this.#seen + Buffer.from(more).toString('latin1')).replace(/^[\r\n]+/, '');
    if (COMMAND.test(this.#seen)) return 'clear';
    const found = BEGINNINGS.find(([, isBeginning]) => isBeginning(this.#seen));
    if (found !== undefined) return found[0];
    if (this.#inData !== undefined && !/^A?$/i.test(this.#seen)) return this.#inData;
    return this.#seen.length >= MAX_BYTES || TWO_LINES.test(this.#seen) ? 'clear' : undefined;
  }
}

function begins(how: RegExp): (text: string) => boolean {
  return (text) => how.test(text);
}

/** How many bytes are looked at as hexadecimal digits. */
const HEX_BYTES = 16;
/** Of Modbus on a serial line. */
const LAST_UNIT = 247;

function beginsInHex(how: RegExp): (text: string) => boolean {
  return (text) => how.test(Buffer.from(text.slice(0, HEX_BYTES), 'latin1').toString('hex'));
}

/** A request of Modbus RTU, as a gateway sends it on, which its check sum tells from anything else. */
function isModbusRtu(text: string): boolean {
  const [unit, kind] = [text.charCodeAt(0), text.charCodeAt(1)];
  if (text.length < 8 || unit < 1 || unit > LAST_UNIT || kind < 1 || kind > 6) return false;
  let crc = 0xffff;
  for (let at = 0; at < 6; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xa001;
  }
  return crc === (text.charCodeAt(6) | (text.charCodeAt(7) << 8));
}

/** MQTT 3.1 to 5: CONNECT, one to four bytes of length, the name of the protocol. */
function isConnect(text: string): boolean {
  if (!text.startsWith('\x10')) return false;
  return ['\0\x04MQTT', '\0\x06MQIsdp'].some((name) => {
    const at = text.indexOf(name);
    return at >= 2 && at <= 5;
  });
}
