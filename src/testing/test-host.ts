import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Message, message } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import type { Settings } from '#module/settings/settings';
import { ExpectationError, type ExpectationErrorCode } from './expectation-error.ts';
import { LastTraffic, shown } from './last-traffic.ts';
import { anyOf, anywhere, bytesNext, expressionNext, type Match } from './match.ts';
import { PendingMatches } from './pending-matches.ts';
import { parseAnswer, type ReceivedResponse, type ReceivedUrc } from './received.ts';
import { settled } from './settled.ts';
import { UnreadBytes } from './unread-bytes.ts';

/** How long something is waited for, unless a call says otherwise, in milliseconds. */
export const TIMEOUT_MS = 2_000;
const LINE_END = '\r\n';
const ANSWER_ENDS = ['OK', 'ERROR', 'busy p...'].map((end) => Buffer.from(`\r\n${end}\r\n`));
const PROMPT_OR_ERROR = ['\r\nOK\r\n\r\n>', '\r\nERROR\r\n'].map((end) => Buffer.from(end));
const HERE = fileURLToPath(import.meta.url);

/** Bytes, or text that is sent as UTF-8. */
export type Sendable = string | Uint8Array;

/** How long to wait. */
export interface WaitOptions {
  /** Milliseconds of real time. Default: the `timeout` of the host, 2000 unless it was made with another. */
  readonly timeout?: number;
}

/** What a host of a test is given besides its line. */
export interface TestHostOptions {
  /** What a failure adds to explain it, such as the module's log. */
  readonly context?: () => string;
  /** How long it waits unless a call says otherwise, in milliseconds. Default: 2000. */
  readonly timeout?: number;
  /** Which firmware the module is and whom it follows, as its answers look like that. Default: the settings' defaults. */
  readonly settings?: Pick<Settings, 'firmware' | 'places'>;
  /** Takes the function that is to be called with the URCs of the module; without it `urc` awaits in vain. */
  readonly onUrcs?: (tell: (urcs: readonly ReceivedUrc[]) => void) => void;
}

/** The host of a module: writes commands and awaits answers, over any stream. */
export class TestHost {
  readonly #stream: Duplex;
  readonly #context: () => string;
  readonly #timeout: number;
  readonly #settings: Pick<Settings, 'firmware' | 'places'>;
  readonly #unread = new UnreadBytes();
  readonly #urcs: ReceivedUrc[] = [];
  readonly #pending = new PendingMatches();
  readonly #traffic = new LastTraffic();

  /** @param stream the host's end of the line to a module */
  constructor(
    stream: Duplex,
    { context = () => '', timeout = TIMEOUT_MS, settings = parseSettings({}), onUrcs }: TestHostOptions = {},
  ) {
    this.#settings = settings;
    this.#stream = stream;
    this.#context = context;
    this.#timeout = timeout;
    onUrcs?.((urcs) => {
      this.#urcs.push(...urcs);
      this.#pending.look();
    });
    stream.on('data', (chunk: Buffer) => {
      this.#unread.add(chunk);
      this.#traffic.note('<', chunk);
      this.#pending.look();
    });
    stream.on('error', () => {});
    for (const event of ['end', 'close']) stream.on(event, () => this.#closed());
  }

  /** The host's end of the line to the module. */
  get stream(): Duplex {
    return this.#stream;
  }

  /** What has come and was not taken. */
  get unread(): Buffer {
    return this.#unread.bytes;
  }

  /** Sends bytes as they are: a command needs its CR LF. */
  send(bytes: Sendable): void {
    const chunk = Buffer.from(bytes as Uint8Array);
    this.#traffic.note('>', chunk);
    this.#stream.write(chunk);
  }

  /**
   * Awaits bytes or an expression, wherever they come, and takes everything up to their end. An expression looks at
   * UTF-8.
   * @returns what was taken, as UTF-8
   * @throws ExpectationError when it has not come in time
   */
  async expect(wanted: Sendable | RegExp, options?: WaitOptions): Promise<string> {
    const sought = wanted instanceof RegExp ? wanted : Buffer.from(wanted as Uint8Array);
    const name = sought instanceof RegExp ? String(sought) : shown(sought);
    return (await this.#expectMatch(verbatim(name), anywhere(sought), options)).toString();
  }

  /**
   * Awaits these bytes, or a match of an expression, as the very next.
   * @returns what was taken
   * @throws ExpectationError at once when other bytes have come, and when they have not come in time
   */
  expectNext(wanted: Sendable | RegExp, options?: WaitOptions): Promise<Buffer> {
    if (wanted instanceof RegExp) {
      return this.#expectMatch(asNext(String(wanted)), expressionNext(wanted), options);
    }
    const bytes = Buffer.from(wanted as Uint8Array);
    return this.#expectMatch(asNext(shown(bytes)), bytesNext(bytes), options);
  }

  /**
   * Sends bytes as they are, and awaits these bytes, or a match of an expression, as the very next.
   * @returns what was taken
   * @throws ExpectationError as `expectNext` does
   */
  exchange(sent: Sendable, wanted: Sendable | RegExp, options?: WaitOptions): Promise<Buffer> {
    this.send(sent);
    return this.expectNext(wanted, options);
  }

  /**
   * Awaits what a function finds at the start of what has come, and takes it.
   * @param wanted what it is, for the failure
   * @throws ExpectationError when the function throws, and when it has not found it in time
   */
  expectMatch<T>(wanted: string, match: Match<T>, options?: WaitOptions): Promise<T> {
    return this.#expectMatch(verbatim(wanted), match, options);
  }

  /**
   * Lets happen what follows at once from all that was done, and takes what has come; what waits for a clock or for the
   * network does not follow at once.
   * @returns it, as UTF-8
   */
  async drain(): Promise<string> {
    await settled();
    return this.takeUnread().toString();
  }

  /**
   * Sends a command, without its line end, and awaits OK or ERROR.
   * @returns everything up to the end of the answer, as UTF-8
   * @throws ExpectationError for ERROR, busy, and when no answer has come in time
   */
  async command(line: string, options?: WaitOptions): Promise<string> {
    return (await this.#answerTo(line, options)).toString();
  }

  /**
   * Sends a command, without its line end, awaits OK, and takes the answer apart by the command's description in the
   * reference: `const [link] = await host.responses('AT+MQTTCONN?')`, and `link.fields.state` is 4.
   * @returns its lines, without what the description does not name, as echo and URCs
   * @throws ExpectationError for ERROR, busy, and when no answer has come in time
   */
  async responses(line: string, options?: WaitOptions): Promise<ReceivedResponse[]> {
    return parseAnswer(line, await this.#answerTo(line, options), this.#settings);
  }

  async #answerTo(line: string, options?: WaitOptions): Promise<Buffer> {
    this.send(line + LINE_END);
    const bytes = await this.#expectMatch(message('testing.okTo', { line }), anyOf(ANSWER_ENDS), options);
    const answer = bytes.toString();
    if (answer.endsWith(`${LINE_END}OK${LINE_END}`)) return bytes;
    throw this.#failure(
      'REFUSED',
      message('testing.okTo', { line }),
      message('testing.answered', { answer }),
    );
  }

  /**
   * Sends a command with a data phase, awaits its prompt, sends the data and awaits what ends it.
   * @param line without its line end; its length must be that of the data
   * @param end what ends the data phase. Default: `OK`, or `+MQTTPUB:OK` after AT+MQTTPUBRAW
   */
  async commandWithData(
    line: string,
    data: Sendable,
    options: WaitOptions & { end?: string } = {},
  ): Promise<string> {
    const raw = /^AT\+MQTTPUBRAW=/i.test(line);
    const { end = raw ? `+MQTTPUB:OK${LINE_END}` : `${LINE_END}OK${LINE_END}` } = options;
    this.send(line + LINE_END);
    const wanted = message('testing.promptAfter', { line });
    const prompt = (await this.#expectMatch(wanted, anyOf(PROMPT_OR_ERROR), options)).toString();
    if (!prompt.endsWith('>')) {
      throw this.#failure('REFUSED', wanted, message('testing.answered', { answer: prompt }));
    }
    this.send(data);
    return prompt + (await this.expect(end, options));
  }

  /**
   * Awaits the next URC of this name: `+MQTTSUBRECV`, `WIFI GOT IP`. One that came before counts, once; its bytes stay
   * for `expect`.
   * @throws ExpectationError when it has not come in time
   */
  async urc(name: string, options?: WaitOptions): Promise<ReceivedUrc> {
    return this.#wait(message('testing.urc', { name }), options, () => {
      const index = this.#urcs.findIndex((urc) => urc.name === name);
      const [value] = index === -1 ? [] : this.#urcs.splice(index, 1);
      return value === undefined ? undefined : { value };
    });
  }

  /** Takes what has come. @returns it, as it was on the wire */
  takeUnread(): Buffer {
    const { unread } = this;
    this.#unread.take(unread.length);
    return unread;
  }

  /** Goes, as an unplugged adapter does. */
  leave(): void {
    this.#stream.destroy();
  }

  #expectMatch<T>(wanted: Message, match: Match<T>, options?: WaitOptions): Promise<T> {
    let [seen, taken] = [0, this.#unread.taken];
    return this.#wait(wanted, options, () => {
      const { unread } = this;
      // Somebody else has taken some of what was seen.
      if (taken !== this.#unread.taken) seen = 0;
      const found = match(unread, seen);
      [seen, taken] = [unread.length, this.#unread.taken];
      if (found !== undefined) this.#unread.take(found.size);
      return found;
    });
  }

  #wait<T>(
    wanted: Message,
    { timeout = this.#timeout }: WaitOptions = {},
    find: () => { readonly value: T } | undefined,
  ): Promise<T> {
    const caller = framesOf(new Error());
    const found = this.#pending.add(find, timeout, (code, why) => this.#failure(code, wanted, why, caller));
    if (this.#stream.destroyed || this.#stream.readableEnded) this.#closed();
    return found;
  }

  #closed(): void {
    this.#pending.fail('CLOSED', message('testing.closed'));
  }

  #failure(
    code: ExpectationErrorCode,
    wanted: Message,
    why: Message,
    caller = framesOf(new Error()),
  ): ExpectationError {
    const context = this.#context();
    const lines = [...this.#traffic.lines, ...(context === '' ? [] : [context])];
    const failure = new ExpectationError(code, message('testing.expected', { wanted, why, shown: lines }));
    failure.stack = `${failure.name}: ${failure.message}\n${caller}`;
    return failure;
  }
}

/** The stack of an error from where this file was called, so that a failure leads to who waits. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .slice(1)
    .filter((frame) => !frame.includes(HERE))
    .join('\n');
}

/** What a test calls it itself. */
function verbatim(text: string): Message {
  return message('errors.foreign', { text });
}

function asNext(text: string): Message {
  return message('testing.asNext', { wanted: verbatim(text) });
}
