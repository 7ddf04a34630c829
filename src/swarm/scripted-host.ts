import type { Cancel, Timers } from '#time/timers';
import { AtResponseParser, type AtResponseSink } from './at-response-parser.ts';
import { NO_ANSWER, NO_CODE } from './stats.ts';

/** What ends the answer to a command that succeeds. */
const SUCCESS: ReadonlySet<string> = new Set(['OK', '+MQTTPUB:OK']);
const CODE = /^ERR CODE:(0x[0-9a-f]{8})$/;

/** What a module tells its host besides answers. */
export interface HostEvents {
  /** `+MQTTCONNECTED` */
  connected(): void;
  /** `+MQTTDISCONNECTED` */
  disconnected(): void;
  /** `WIFI GOT IP` */
  gotAddress(): void;
  /** `+MQTTSUBRECV`, with the bytes of topic and payload as latin1. */
  message(topic: string, payload: string): void;
}

/** Whether something is in a line. */
export type LinePattern = (line: string) => boolean;

/** A command and what is waited for. */
export interface HostCommand {
  readonly line: string;
  /** What comes besides the end of the answer, in this order. */
  readonly expect: readonly LinePattern[];
  readonly timeoutMs: number;
  /** Sent at the prompt. */
  readonly data?: string | undefined;
}

/** @param failedWith a code, NO_CODE or NO_ANSWER; undefined: it succeeded */
type Answered = (failedWith: number | undefined) => void;

interface Waiting {
  /** What has not come yet. */
  readonly expect: readonly LinePattern[];
  /** The end of the answer has come. */
  readonly ended: boolean;
  readonly data: string | undefined;
  readonly cancel: Cancel;
  readonly answered: Answered;
}

/** A host program: sends one command at a time and hears what the module says. */
export class ScriptedHost implements AtResponseSink {
  readonly #send: (bytes: Buffer) => void;
  readonly #timers: Timers;
  readonly #events: HostEvents;
  readonly #parser = new AtResponseParser(this);
  #waiting: Waiting | undefined;
  /** What the last `ERR CODE` said. */
  #code = NO_CODE;

  constructor(send: (bytes: Buffer) => void, timers: Timers, events: HostEvents) {
    this.#send = send;
    this.#timers = timers;
    this.#events = events;
  }

  /** Whether a command is not answered yet. */
  get waits(): boolean {
    return this.#waiting !== undefined;
  }

  /** Takes what the module says. */
  feed(chunk: Buffer): void {
    this.#parser.feed(chunk);
  }

  /** Sends a command. @param answered is called once, with why it failed if it did */
  ask({ line, expect, timeoutMs, data }: HostCommand, answered: Answered): void {
    const cancel = this.#timers.after(timeoutMs, () => this.giveUp());
    this.#code = NO_CODE;
    this.#waiting = { expect, ended: false, data, cancel, answered };
    this.#send(Buffer.from(`${line}\r\n`));
  }

  /** Waits no longer: the command has had no answer. */
  giveUp(): void {
    this.#answer(NO_ANSWER);
  }

  /** Waits no longer, and tells nobody. */
  forget(): void {
    this.#waiting?.cancel();
    this.#waiting = undefined;
  }

  line(text: string): void {
    if (text.startsWith('+MQTTCONNECTED:')) this.#events.connected();
    else if (text.startsWith('+MQTTDISCONNECTED:')) this.#events.disconnected();
    else if (text === 'WIFI GOT IP') this.#events.gotAddress();
    const code = CODE.exec(text)?.[1];
    if (code !== undefined) this.#code = Number(code);
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    if (text === 'ERROR' || text === '+MQTTPUB:FAIL' || text === 'busy p...') this.#answer(this.#code);
    else this.#progress(waiting, text);
  }

  message(topic: string, payload: string): void {
    this.#events.message(topic, payload);
  }

  prompt(): void {
    const waiting = this.#waiting;
    if (waiting?.data === undefined) return;
    this.#waiting = { ...waiting, data: undefined };
    this.#send(Buffer.from(waiting.data));
  }

  #progress(waiting: Waiting, text: string): void {
    // The OK before a prompt is not the end of a step with data.
    const ended = waiting.ended || (SUCCESS.has(text) && waiting.data === undefined);
    const missing = waiting.expect.findIndex((pattern) => !pattern(text));
    const expect = missing === -1 ? [] : waiting.expect.slice(missing);
    if (ended && expect.length === 0) this.#answer(undefined);
    else this.#waiting = { ...waiting, ended, expect };
  }

  #answer(failedWith: number | undefined): void {
    const waiting = this.#waiting;
    this.forget();
    waiting?.answered(failedWith);
  }
}
