/** A protocol that whoever speaks it has not meant for a module. */
export type ForeignProtocol = 'http' | 'tls' | 'ssh' | 'proxy' | 'mqtt' | 'stun';

/** So many bytes are looked at; what no line ends in is no request. */
const MAX_BYTES = 4096;
const METHODS =
  'GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH';

/** How a protocol is told by what it begins with; a byte is a character. */
const BEGINNINGS: readonly (readonly [ForeignProtocol, (text: string) => boolean])[] = [
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

/** MQTT 3.1 to 5: CONNECT, one to four bytes of length, the name of the protocol. */
function isConnect(text: string): boolean {
  if (!text.startsWith('\x10')) return false;
  return ['\0\x04MQTT', '\0\x06MQIsdp'].some((name) => {
    const at = text.indexOf(name);
    return at >= 2 && at <= 5;
  });
}
