import { errorCode } from '../at/codes.ts';
import { describeCode } from '../at/describe-code.ts';
import type { Interpreter } from '../at/interpreter.ts';
import type { Failure, Reply } from '../at/reply.ts';
import { failure } from '../at/reply.ts';
import type { Writer } from '../at/writer.ts';
import type { Clock } from './clock.ts';
import { OpenDataPhase } from './data-phase.ts';
import type { Flow } from './flow.ts';
import type { Host, HostEvents } from './host.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

const RESTART = 'AT+RST';
const PLUS = 0x2b;

/** What the loop needs of the module it runs in. */
export interface LoopOwner {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly flow: Flow;
  readonly log: Log;
  /** Restarts the module, and with it the loop. */
  restart(): void;
  /** The reply of a waiting command is out. */
  releaseHeld(): void;
}

/**
 * Runs commands one at a time, whichever host they come from (behaviour §3). A command that replies later
 * makes the module busy until it has; one that asks for data opens a data phase.
 */
export class CommandLoop<C extends LoopOwner> implements HostEvents {
  /** Send commands back to the host they came from (behaviour §1 L2). */
  echo = true;
  readonly #module: C;
  readonly #interpreter: Interpreter<C>;
  readonly #writer: Writer;
  readonly #hosts = new Set<Host>();
  readonly #ending = new Set<Host>();
  #busy = false;
  #data: OpenDataPhase | undefined;
  /** Counts restarts: a command that began before one has nothing to say after it. */
  #life = 0;

  constructor(module: C, interpreter: Interpreter<C>, writer: Writer) {
    this.#module = module;
    this.#interpreter = interpreter;
    this.#writer = writer;
  }

  get hosts(): ReadonlySet<Host> {
    return this.#hosts;
  }

  /** The data that a command still waits for, in bytes. */
  get dataRemaining(): number {
    return this.#data?.remaining ?? 0;
  }

  add(host: Host): void {
    this.#hosts.add(host);
    this.#writer.attach(host.outlet);
  }

  /** Forgets what was going on, as a restart does. */
  reset(): void {
    this.#life++;
    this.#busy = false;
    for (const host of this.#hosts) host.reader.reset();
    this.#data?.stop();
    this.#data = undefined;
    this.echo = true;
  }

  arrived(host: Host): void {
    if (this.#data === undefined || this.#data.owner !== undefined) return;
    this.#module.log('info', 'at', `${host.name} goes on with the data phase that a host left open`);
    this.#data.adopt(host);
  }

  line(host: Host, bytes: Buffer, from: number, to: number, end: number, seen: number): void {
    if (this.#busy || this.#data !== undefined) return this.#refuse(bytes.subarray(from, to));
    if (this.echo && host.echo) this.#writer.echo(host.outlet, bytes.subarray(from + seen, end));
    let start = from;
    if (bytes[from] === PLUS && to - from >= 3 && bytes[from + 1] === PLUS && bytes[from + 2] === PLUS) {
      start += 3;
      // `+++` outside data mode is ignored, with or without a line end (behaviour §6).
      if (start === to) return;
    }
    let reply: Reply | Promise<Reply>;
    try {
      reply = this.#interpreter.run(bytes, start, to, this.#module);
    } catch (error) {
      reply = this.#broken(error);
    }
    this.#answer(host, reply);
  }

  overlong(host: Host, raw: Buffer, seen: number): void {
    if (this.#busy || this.#data !== undefined) return this.#refuse(raw);
    this.#echo(host, raw.subarray(seen));
    const sentence = `the line is longer than ${raw.length} bytes; send long payloads with AT+MQTTPUBRAW`;
    this.#finish(host, failure(errorCode('noAT'), sentence));
  }

  partial(host: Host, fresh: Buffer): boolean {
    if (this.#busy || this.#data !== undefined) return false;
    this.#echo(host, fresh);
    return true;
  }

  data(host: Host, bytes: Buffer): void {
    const data = this.#data;
    if (data === undefined || !data.take(bytes)) return;
    this.#data = undefined;
    this.#writer.closeData();
    let reply: Reply | Promise<Reply>;
    try {
      reply = data.complete();
    } catch (error) {
      reply = this.#broken(error);
    }
    this.#answer(host, reply);
  }

  ended(host: Host): void {
    this.#ending.add(host);
    this.#letGo();
  }

  gone(host: Host): void {
    this.#hosts.delete(host);
    this.#ending.delete(host);
    this.#writer.detach(host.outlet);
    this.#module.flow.removeHost(host);
    if (this.#data?.owner === host) {
      this.#data.owner = undefined;
      const sentence = `${host.name} has gone with ${this.#data.remaining} bytes of data missing`;
      this.#module.log('warn', 'at', `${sentence}; the next host that speaks goes on with them`);
    }
  }

  /** Answers a command or its second half; only a promise makes the module busy. */
  #answer(host: Host, reply: Reply | Promise<Reply>): void {
    if (!(reply instanceof Promise)) return this.#finish(host, reply);
    this.#busy = true;
    const life = this.#life;
    reply
      .catch((error: unknown) => this.#broken(error))
      .then((settled) => {
        if (life !== this.#life) return;
        this.#busy = false;
        this.#finish(host, settled);
        this.#module.releaseHeld();
        this.#letGo();
      })
      .catch((error: unknown) => this.#module.log('error', 'at', String(error)));
  }

  #finish(host: Host, reply: Reply): void {
    if (reply.failed) return this.#fail(reply);
    if ('data' in reply) return this.#openData(host, reply.data);
    this.#writer.reply(reply.bytes);
    reply.after?.();
  }

  #fail(failed: Failure): void {
    const codes = failed.codes.map(describeCode).join(', ');
    this.#module.log('warn', 'at', `${failed.sentence} (${codes})`);
    this.#writer.failure(failed);
  }

  #openData(host: Host, phase: ConstructorParameters<typeof OpenDataPhase>[1]): void {
    const { settings, clock } = this.#module;
    // Data mode begins before the first byte of the prompt leaves: hosts send on seeing OK (behaviour §3).
    this.#data = new OpenDataPhase(host, phase, {
      timers: clock,
      timeoutMs: settings.dataModeTimeoutMs,
      escape: settings.dataModeEscape,
      abandoned: (failed) => {
        this.#data = undefined;
        this.#writer.closeData();
        this.#fail(failed);
      },
    });
    this.#writer.openData();
  }

  /** A line that came while a command waits: only a restart gets through (behaviour §3, Busy). */
  #refuse(line: Buffer): void {
    const text = line.toString('latin1');
    if (this.#data === undefined && text.toUpperCase() === RESTART) {
      this.#writer.forcedRestart();
      return this.#module.restart();
    }
    this.#module.log('warn', 'at', 'a line was discarded: the command before it still waits');
    this.#writer.busy();
  }

  #echo(host: Host, bytes: Buffer): void {
    if (this.echo && host.echo) this.#writer.echo(host.outlet, bytes);
  }

  #broken(error: unknown): Failure {
    const sentence = error instanceof Error ? error.message : String(error);
    return failure(errorCode('generic'), sentence);
  }

  /** Hosts that have sent all they wanted go when nothing of theirs is under way. */
  #letGo(): void {
    if (this.#busy) return;
    for (const host of this.#ending) host.end();
    this.#ending.clear();
  }
}
