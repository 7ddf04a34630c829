import type { Duplex } from 'node:stream';
import { showBytes } from '#bytes/show-bytes';
import { isUtf8 } from '#bytes/utf8';
import type { ReceivedUrc } from './parse-urc.ts';

/** How long something is waited for, unless a call says otherwise, in milliseconds. */
const TIMEOUT_MS = 2_000;
/** So much of the traffic is shown when something did not come. */
const SHOWN_LINES = 20;
const LINE_END = '\r\n';

/** Bytes, or text that is sent as UTF-8. */
export type Sendable = string | Uint8Array;

/** How long to wait. */
export interface WaitOptions {
  /** Milliseconds of real time. Default: 2000. */
  readonly timeout?: number;
}

/** What a host of a test is given besides its line. */
export interface TestHostOptions {
  /** What a failure adds to explain it, such as the module's log. */
  readonly context?: () => string;
  /** Takes the function that is to be called with the URCs of the module; without it `urc` awaits in vain. */
  readonly onUrcs?: (tell: (urcs: readonly ReceivedUrc[]) => void) => void;
}

interface Waiter {
  /** Looks again. @returns whether it has what it waits for */
  look(): boolean;
  fail(why: string): void;
}

/** What was awaited did not come; the message says what was expected, and shows the traffic. */
export class ExpectationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExpectationError';
  }
}

/** Narrows an unknown failure to one of waiting. */
export function isExpectationError(error: unknown): error is ExpectationError {
  return error instanceof ExpectationError;
}

/** The host of a module: writes commands and awaits answers, over any stream. */
export class TestHost {
  readonly #stream: Duplex;
  readonly #context: () => string;
  #unread = Buffer.alloc(0);
  readonly #urcs: ReceivedUrc[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #traffic: string[] = [];

  /** @param stream the host's end of the line to a module */
  constructor(stream: Duplex, { context = () => '', onUrcs }: TestHostOptions = {}) {
    this.#stream = stream;
    this.#context = context;
    onUrcs?.((urcs) => {
      this.#urcs.push(...urcs);
      this.#look();
    });
    stream.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#traffic.push(`< ${JSON.stringify(showBytes(chunk))}`);
      this.#look();
    });
    stream.on('error', () => {});
    for (const event of ['end', 'close']) {
      stream.on(event, () => {
        for (const waiter of this.#waiters) waiter.fail('the connection to the module has closed');
      });
    }
  }

  /** The host's end of the line to the module. */
  get stream(): Duplex {
    return this.#stream;
  }

  /** What has come and was not taken by `expect`. */
  get unread(): Buffer {
    return this.#unread;
  }

  /** Sends bytes as they are: a command needs its CR LF. */
  send(bytes: Sendable): void {
    const chunk = Buffer.from(bytes as Uint8Array);
    this.#traffic.push(`> ${JSON.stringify(showBytes(chunk))}`);
    this.#stream.write(chunk);
  }

  /**
   * Awaits text (as UTF-8) or an expression (over UTF-8), wherever it comes, and takes everything up to its end.
   * @returns what was taken, as UTF-8
   * @throws ExpectationError when it has not come in time
   */
  async expect(wanted: string | RegExp, options?: WaitOptions): Promise<string> {
    const name = typeof wanted === 'string' ? JSON.stringify(wanted) : String(wanted);
    const taken = await this.#wait(name, options, () => this.#take(endOf(wanted, this.#unread)));
    return taken.toString();
  }

  /**
   * Awaits these bytes as the very next.
   * @throws ExpectationError at once when others have come, and when they have not come in time
   */
  async expectNext(wanted: Sendable, options?: WaitOptions): Promise<void> {
    const bytes = Buffer.from(wanted as Uint8Array);
    await this.#wait(`${JSON.stringify(showBytes(bytes))} as the very next`, options, () => {
      const got = this.#unread.subarray(0, bytes.length);
      if (got.equals(bytes)) return this.#take(bytes.length);
      if (!bytes.subarray(0, got.length).equals(got)) throw new Error('something else came');
      return undefined;
    });
  }

  /**
   * Sends a command, without its line end, and awaits OK or ERROR.
   * @returns everything up to the end of the answer, as UTF-8
   * @throws ExpectationError for ERROR, busy, and when no answer has come in time
   */
  async command(line: string, options?: WaitOptions): Promise<string> {
    this.send(line + LINE_END);
    const answer = await this.expect(/\r\n(?:OK|ERROR|busy p\.\.\.)\r\n/, options);
    if (answer.endsWith(`${LINE_END}OK${LINE_END}`)) return answer;
    throw this.#failure(`OK to ${line}`, `the answer was ${JSON.stringify(answer)}`);
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
    const prompt = await this.expect(/\r\nOK\r\n\r\n>|\r\nERROR\r\n/, options);
    if (!prompt.endsWith('>')) throw this.#failure(`> after ${line}`, 'the answer was ERROR');
    this.send(data);
    return prompt + (await this.expect(end, options));
  }

  /**
   * Awaits the next URC of this name: `+MQTTSUBRECV`, `WIFI GOT IP`. One that came before counts, once; its bytes stay
   * for `expect`.
   * @throws ExpectationError when it has not come in time
   */
  async urc(name: string, options?: WaitOptions): Promise<ReceivedUrc> {
    return this.#wait(`the URC ${name}`, options, () => {
      const index = this.#urcs.findIndex((urc) => urc.name === name);
      return index === -1 ? undefined : this.#urcs.splice(index, 1)[0];
    });
  }

  /** Takes what has come. @returns it, as it was on the wire */
  takeUnread(): Buffer {
    return this.#take(this.#unread.length) ?? Buffer.alloc(0);
  }

  /** Goes, as an unplugged adapter does. */
  leave(): void {
    this.#stream.destroy();
  }

  #take(size: number | undefined): Buffer | undefined {
    if (size === undefined) return undefined;
    const taken = this.#unread.subarray(0, size);
    this.#unread = this.#unread.subarray(size);
    return taken;
  }

  #look(): void {
    for (const waiter of this.#waiters) if (waiter.look()) this.#waiters.delete(waiter);
  }

  #wait<T>(wanted: string, options: WaitOptions | undefined, find: () => T | undefined): Promise<T> {
    const { timeout = TIMEOUT_MS } = options ?? {};
    return new Promise<T>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        reject(this.#failure(wanted, why));
      };
      const timer = setTimeout(() => fail(`it has not come in ${timeout} ms`), timeout);
      const waiter: Waiter = {
        fail,
        look() {
          try {
            const found = find();
            if (found === undefined) return false;
            clearTimeout(timer);
            resolve(found);
            return true;
          } catch (error) {
            fail((error as Error).message);
            return true;
          }
        },
      };
      this.#waiters.add(waiter);
      if (waiter.look()) this.#waiters.delete(waiter);
      else if (this.#stream.destroyed || this.#stream.readableEnded)
        fail('the connection to the module has closed');
    });
  }

  #failure(wanted: string, why: string): ExpectationError {
    const traffic = this.#traffic.slice(-SHOWN_LINES).map((line) => `  ${line}`);
    const context = this.#context();
    return new ExpectationError(
      [`expected ${wanted}: ${why}`, ...traffic, ...(context === '' ? [] : [context])].join('\n'),
    );
  }
}

/** Where the first match ends, in bytes; undefined when there is none. */
function endOf(wanted: string | RegExp, bytes: Buffer): number | undefined {
  if (typeof wanted === 'string') {
    const at = bytes.indexOf(wanted);
    return at === -1 ? undefined : at + Buffer.byteLength(wanted);
  }
  const text = bytes.toString();
  const match = new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).exec(text);
  return match === null ? undefined : bytesOf(bytes, text, match.index + match[0].length);
}

/** How many bytes the first characters of a text were made of. What is not UTF-8 is fewer bytes than its text would be. */
function bytesOf(bytes: Buffer, text: string, characters: number): number {
  if (isUtf8(bytes)) return Buffer.byteLength(text.slice(0, characters));
  // The most bytes that make no more characters, found by halving.
  let [enough, tooMany] = [0, bytes.length + 1];
  while (tooMany - enough > 1) {
    const middle = (enough + tooMany) >> 1;
    if (bytes.toString('utf8', 0, middle).length <= characters) enough = middle;
    else tooMany = middle;
  }
  return enough;
}
