import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SerialPort } from 'serialport';
import { openSerialPort } from '../../../support/serial-port.ts';

const MESSAGE = /^\+MQTTSUBRECV:\d+,"([^"]*)",(\d+),/;
/** The longest start of a message that its length can still be missing from. */
const HEADER_BYTES = 120;
/** A line that was discarded is answered within so many milliseconds; one that waits is echoed sooner or later. */
const DISCARDED_MS = 1000;
/** After so many milliseconds without an answer another try is made. */
const ASK_AGAIN_MS = 1000;
/** So many lines are shown of a host that waits in vain. */
const HEARD_LINES = 5;

/** What became of a command; `reset`: the module restarted meanwhile; `gone`: the line to it is no more. */
export type Answer = 'OK' | 'ERROR' | 'prompt' | 'busy' | 'reset' | 'gone';

interface Pending {
  readonly line: string;
  /** For its prompt; null: the prompt is all that is awaited. */
  readonly data: string | null | undefined;
  /** It is this host's command that runs, and the next reply is its own. */
  running: boolean;
  /** The prompt has come, and the data was sent. */
  sent: boolean;
  readonly settle: (answer: Answer) => void;
}

interface HostOptions {
  /** Each message that this host has read. */
  readonly message: (topic: string, payload: string) => void;
  /** A command was not answered within the limit. */
  readonly hang: (line: string) => void;
  /** Milliseconds. */
  readonly limitMs: number;
}

/**
 * A host among others: replies go to all of them, so that only its echo tells whose command runs. Knows nothing of the
 * module's code.
 */
export class Host {
  readonly stream: Duplex;
  readonly #options: HostOptions;
  #unread: Buffer = Buffer.alloc(0);
  #pending: Pending | undefined;
  /** The last lines that came. */
  #heard: string[] = [];
  #gone = false;

  constructor(stream: Duplex, options: HostOptions) {
    this.stream = stream;
    this.#options = options;
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('error', () => {});
    stream.once('close', () => this.#setGone());
    stream.once('end', () => this.#setGone());
  }

  get gone(): boolean {
    return this.#gone;
  }

  /**
   * Sends a command, and its data at the prompt, and awaits its own answer.
   * @param data null: the prompt is the answer
   */
  ask(line: string, data?: string | null): Promise<Answer> {
    const { hang, limitMs } = this.#options;
    return this.#ask(line, data, limitMs, ({ running, sent, settle }) => {
      const heard = JSON.stringify(this.#heard);
      hang(`${line} (running: ${running}, data sent: ${sent}, heard last: ${heard})`);
      settle('gone');
      void this.leave();
    });
  }

  /** Asks until it is answered, as one does whose queue may still be full, which costs it replies. */
  async answers(): Promise<Answer> {
    const end = Date.now() + this.#options.limitMs - ASK_AGAIN_MS;
    while (Date.now() < end) {
      const answer = await this.#ask('AT', undefined, ASK_AGAIN_MS, ({ settle }) => settle('busy'));
      if (answer !== 'busy') return answer;
    }
    return this.ask('AT');
  }

  async #ask(
    line: string,
    data: string | null | undefined,
    ms: number,
    late: (pending: Pending) => void,
  ): Promise<Answer> {
    if (this.#gone) return 'gone';
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer);
        this.#pending = undefined;
        resolve(answer);
      };
      const pending: Pending = { line, data, running: false, sent: false, settle };
      const timer = setTimeout(() => late(pending), ms);
      this.#pending = pending;
      this.stream.write(`${line}\r\n`);
    });
  }

  /** Sends bytes and awaits nothing. */
  blurt(bytes: string): void {
    if (!this.#gone) this.stream.write(bytes);
  }

  /** Goes at once; what it has not read it never reads. */
  async leave(): Promise<void> {
    // An error on the way is none: the program at the other end may have been killed.
    const closed = new Promise((resolve) => this.stream.once('close', resolve));
    if (this.stream.closed) return this.#setGone();
    this.#setGone();
    if (isSerial(this.stream)) {
      if (!this.stream.isOpen) return;
      this.stream.close();
    } else this.stream.destroy();
    await closed;
  }

  #setGone(): void {
    this.#gone = true;
    this.#pending?.settle('gone');
  }

  #read(chunk: Buffer): void {
    if (this.#gone) return;
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    let size = this.#take();
    while (size > 0) {
      this.#unread = this.#unread.subarray(size);
      size = this.#take();
    }
  }

  /** @returns how many bytes the first thing takes that has come; 0: it is not whole yet */
  #take(): number {
    const start = this.#unread.toString('latin1', 0, HEADER_BYTES);
    if (start.startsWith('>')) {
      this.#prompt();
      return 1;
    }
    const message = MESSAGE.exec(start);
    if (message !== null) {
      const [header, topic = '', length] = message;
      const end = header.length + Number(length);
      if (this.#unread.length < end + 2) return 0;
      this.#options.message(topic, this.#unread.toString('utf8', header.length, end));
      return end + 2;
    }
    const end = this.#unread.indexOf('\r\n');
    if (end === -1) return 0;
    this.#line(this.#unread.toString('latin1', 0, end));
    return end + 2;
  }

  #prompt(): void {
    const pending = this.#pending;
    if (pending === undefined || !pending.running || pending.data === undefined || pending.sent) return;
    if (pending.data === null) return pending.settle('prompt');
    pending.sent = true;
    this.stream.write(pending.data);
  }

  #line(line: string): void {
    if (line !== '') this.#heard = [...this.#heard.slice(-HEARD_LINES), line];
    const pending = this.#pending;
    if (pending === undefined) return;
    if (line === 'ready') return pending.settle('reset');
    if (!pending.running) {
      if (line === pending.line) pending.running = true;
      else if (line === 'busy p...') this.#settleUnlessItRuns(pending);
      return;
    }
    if (line === 'ERROR' || line === '+MQTTPUB:FAIL') pending.settle('ERROR');
    else if (line === '+MQTTPUB:OK' && pending.sent) pending.settle('OK');
    else if (line === 'OK' && pending.data === undefined) pending.settle('OK');
  }

  /** It may be another host's line that was discarded. */
  #settleUnlessItRuns(pending: Pending): void {
    setTimeout(() => {
      if (this.#pending === pending && !pending.running) pending.settle('busy');
    }, DISCARDED_MS);
  }
}

/** Dials a module's TCP port. @returns undefined when nobody listens */
export async function dial(port: number, options: HostOptions): Promise<Host | undefined> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const host = new Host(socket, options);
  return once(socket, 'connect').then(
    () => host,
    () => undefined,
  );
}

/** Opens a module's terminal. @returns undefined when there is none */
export async function openTerminal(path: string, options: HostOptions): Promise<Host | undefined> {
  return openSerialPort(path).then(
    (serial) => new Host(serial, options),
    () => undefined,
  );
}

function isSerial(stream: Duplex): stream is SerialPort {
  return 'isOpen' in stream;
}
