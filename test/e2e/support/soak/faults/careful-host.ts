import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const MESSAGE = /^\+MQTTSUBRECV:\d+,"([^"]*)",(\d+),/;
const MESSAGE_NAME = '+MQTTSUBRECV:';
/** The longest start of a message that its length can still be missing from. */
const HEADER_BYTES = 120;
/** What is not whole after so many milliseconds of silence never will be. */
const STALE_MS = 1500;
/** A module that is in order answers AT within so many milliseconds. */
const SHORT_MS = 700;
/** In so many milliseconds what was still on its way has come. */
const DRAIN_MS = 150;
/** A data phase that waits for more gets it in lines of so many bytes. */
const FILLER = `${'z'.repeat(198)}\r\n`;
/** Lines that a module may write without being asked, or with an answer. */
const KNOWN = [
  /^$/,
  /^z+$/,
  /^(OK|ERROR|ready|busy p\.\.\.|\+MQTTPUB:(OK|FAIL)|ALREADY SUBSCRIBE|NO UNSUBSCRIBE)$/,
  /^ERR CODE:0x[0-9a-f]{8}$/,
  /^\+MQTT(CONNECTED|DISCONNECTED|CONN|SUB|CONNCFG|USERCFG):\d/,
  /^WIFI (CONNECTED|GOT IP|DISCONNECT)$/,
  /^\+CW(JAP|STATE):/,
  /^\+TIME_UPDATED$/,
];

/** What became of a command; `silence`: there was no answer in time; `gone`: the line to the module is no more. */
export type Answer = 'OK' | 'ERROR' | 'busy' | 'reset' | 'silence' | 'gone';

interface Pending {
  readonly line: string;
  /** For its prompt. */
  readonly data: string | undefined;
  sent: boolean;
  readonly settle: (answer: Answer) => void;
}

interface CarefulHostOptions {
  /** Each message that has come. */
  readonly message: (topic: string, payload: string) => void;
  /** What no module writes has come. */
  readonly nonsense: (what: string) => void;
  /** `ready` has come, asked for or not. */
  readonly reset: () => void;
  /** +MQTTDISCONNECTED and the like have come. */
  readonly notice: (line: string) => void;
}

/**
 * The only host of a module, as good firmware is one: whatever comes it goes on, and finds its way back to commands and
 * answers. Knows nothing of the module's code.
 */
export class CarefulHost {
  readonly #socket: Socket;
  readonly #options: CarefulHostOptions;
  #unread: Buffer = Buffer.alloc(0);
  #stale: NodeJS.Timeout | undefined;
  #pending: Pending | undefined;
  #gone = false;
  /** Finding its way back, it takes answers for what they are: late. */
  #lost = false;
  /** The lines sent last, which an echo may bring. */
  #sent: string[] = [];
  /** The last lines that came. */
  readonly heard: string[] = [];

  private constructor(socket: Socket, options: CarefulHostOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => {});
    socket.once('close', () => this.#setGone());
    socket.once('end', () => this.#setGone());
  }

  /** Dials a module's port. @returns undefined when nobody listens */
  static async dial(port: number, options: CarefulHostOptions): Promise<CarefulHost | undefined> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const host = new CarefulHost(socket, options);
    return once(socket, 'connect').then(
      () => host,
      () => undefined,
    );
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Sends a command, and its data at the prompt, and awaits the answer for so many milliseconds. */
  ask(line: string, limitMs: number, data?: string): Promise<Answer> {
    if (this.#gone) return Promise.resolve('gone');
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer);
        if (this.#pending === pending) this.#pending = undefined;
        resolve(answer);
      };
      const pending: Pending = { line, data, sent: false, settle };
      const timer = setTimeout(() => settle('silence'), limitMs);
      this.#pending = pending;
      this.#write(line);
    });
  }

  /**
   * Finds its way back after nonsense or silence: what waits for data gets some, and then AT must have its answer twice,
   * without anything else. @returns whether it has, within so many milliseconds
   */
  async resynchronise(limitMs: number, dataBytes: number): Promise<boolean> {
    const end = Date.now() + limitMs;
    this.#lost = true;
    let inOrder = 0;
    for (let turn = 1; inOrder < 2 && Date.now() < end && !this.#gone; turn++) {
      const answer = await this.ask('AT', SHORT_MS);
      await pause(DRAIN_MS);
      inOrder = answer === 'OK' ? inOrder + 1 : 0;
      if (answer === 'silence' && turn % 3 === 0) await this.#feed(dataBytes);
      else if (answer === 'busy') await pause(DRAIN_MS);
    }
    this.#lost = false;
    return inOrder === 2;
  }

  /** Goes at once. */
  async leave(): Promise<void> {
    const closed = once(this.#socket, 'close').catch(() => {});
    if (this.#socket.closed) return this.#setGone();
    this.#setGone();
    this.#socket.destroy();
    await closed;
  }

  async #feed(bytes: number): Promise<void> {
    for (let sent = 0; sent < bytes + FILLER.length && !this.#gone; sent += FILLER.length) {
      this.#socket.write(FILLER);
    }
    await pause(DRAIN_MS);
  }

  #write(line: string): void {
    this.#sent = [...this.#sent.slice(-3), line];
    this.#socket.write(`${line}\r\n`);
  }

  #setGone(): void {
    this.#gone = true;
    clearTimeout(this.#stale);
    this.#pending?.settle('gone');
  }

  #read(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    this.#takeAll();
    clearTimeout(this.#stale);
    if (this.#unread.length > 0) this.#stale = setTimeout(() => this.#throwAway(), STALE_MS);
  }

  #takeAll(): void {
    let size = this.#take();
    while (size > 0) {
      this.#unread = this.#unread.subarray(size);
      size = this.#take();
    }
  }

  /** The first line of what has come is the start of nothing. */
  #throwAway(): void {
    const end = this.#unread.indexOf('\r\n');
    const size = end === -1 ? this.#unread.length : end + 2;
    this.#nonsense(this.#unread.toString('latin1', 0, size));
    this.#unread = this.#unread.subarray(size);
    this.#takeAll();
    if (this.#unread.length > 0) this.#stale = setTimeout(() => this.#throwAway(), STALE_MS);
  }

  /** @returns how many bytes the first thing takes that has come; 0: it is not whole yet */
  #take(): number {
    const start = this.#unread.toString('latin1', 0, HEADER_BYTES);
    if (start.startsWith('>')) {
      this.#prompt();
      return 1;
    }
    const message = MESSAGE.exec(start);
    if (message !== null) return this.#takeMessage(message);
    const end = this.#unread.indexOf('\r\n');
    if (end === -1) return 0;
    if (start.startsWith(MESSAGE_NAME)) this.#nonsense(this.#unread.toString('latin1', 0, end));
    else this.#line(this.#unread.toString('latin1', 0, end));
    return end + 2;
  }

  #takeMessage([header, topic = '', length]: RegExpExecArray): number {
    const end = header.length + Number(length);
    if (this.#unread.length < end + 2) return 0;
    if (this.#unread.toString('latin1', end, end + 2) !== '\r\n') {
      // Its length is wrong, so that the next line ends it.
      const lineEnd = this.#unread.indexOf('\r\n');
      if (lineEnd === -1) return 0;
      this.#nonsense(this.#unread.toString('latin1', 0, lineEnd));
      return lineEnd + 2;
    }
    this.#options.message(topic, this.#unread.toString('latin1', header.length, end));
    return end + 2;
  }

  #prompt(): void {
    const pending = this.#pending;
    if (pending?.data === undefined || pending.sent) return this.#nonsense('>');
    pending.sent = true;
    this.#socket.write(pending.data);
  }

  #line(line: string): void {
    if (line !== '') this.heard.push(line.slice(0, HEADER_BYTES));
    if (this.heard.length > 6) this.heard.shift();
    if (this.#sent.includes(line)) return;
    if (!KNOWN.some((known) => known.test(line))) return this.#nonsense(line);
    if (line === 'ready') this.#options.reset();
    if (line.startsWith('+MQTT') || line.startsWith('WIFI')) this.#options.notice(line);
    const answer = this.#answerIn(line);
    if (answer === undefined) return;
    if (this.#pending === undefined) {
      if (answer !== 'reset') this.#nonsense(`${line}, unasked`);
    } else this.#pending.settle(answer);
  }

  #answerIn(line: string): Answer | undefined {
    const pending = this.#pending;
    switch (line) {
      case 'ready':
        return 'reset';
      case 'busy p...':
        return 'busy';
      case 'ERROR':
      case '+MQTTPUB:FAIL':
        return 'ERROR';
      case '+MQTTPUB:OK':
        return 'OK';
      case 'OK':
        // Of a command with data it says that the prompt comes.
        return pending?.data === undefined ? 'OK' : undefined;
      default:
        return undefined;
    }
  }

  #nonsense(what: string): void {
    if (!this.#lost) this.#options.nonsense(what);
  }
}
