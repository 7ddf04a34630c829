import { errorCode } from '#at/codes';
import { describeCode } from '#at/describe-code';
import type { Interpreter } from '#at/interpreter';
import { type Failure, failure, isFailure, PROMPT_BYTES, type Reply } from '#at/reply';
import type { Writer } from '#at/writer';
import { LazySet } from '#collections/lazy-map';
import type { Log } from '#messages/log';
import { textOf } from '#messages/message';
import type { Clock } from '#time/clock';
import { CommandWatch } from './command-watch.ts';
import { OpenDataPhase } from './data-phase.ts';
import type { Flow } from './flow.ts';
import type { Host, HostEvents } from './host.ts';
import type { ModuleObserver } from './observer.ts';
import type { Settings } from './settings/settings.ts';

const PLUS = 0x2b;

/** What the loop needs of the module it runs in. */
export interface LoopOwner {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly flow: Flow;
  readonly log: Log;
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
  /** Drop what comes, as in deep sleep; a reset ends it. */
  asleep = false;
  readonly #module: C;
  readonly #interpreter: Interpreter<C>;
  readonly #writer: Writer;
  readonly #watch: CommandWatch | undefined;
  /** Never changed, but replaced. */
  #hosts: readonly Host[] = [];
  readonly #ending = new LazySet<Host>();
  #busy = false;
  #data: OpenDataPhase | undefined;
  /** Counts restarts: a command that began before one has nothing to say after it. */
  #life = 0;

  constructor(module: C, interpreter: Interpreter<C>, writer: Writer, observer?: ModuleObserver) {
    this.#module = module;
    this.#interpreter = interpreter;
    this.#writer = writer;
    if (observer?.command !== undefined || observer?.traffic !== undefined) {
      const mask = interpreter.mask.bind(interpreter);
      this.#watch = new CommandWatch(observer, module.clock, mask);
    }
  }

  get hosts(): readonly Host[] {
    return this.#hosts;
  }

  /** Whether a command waits for its answer. */
  get busy(): boolean {
    return this.#busy;
  }

  /** The data that a command still waits for, in bytes. */
  get dataRemaining(): number {
    return this.#data?.remaining ?? 0;
  }

  add(host: Host): void {
    this.#hosts = this.#hosts.concat(host);
    this.#writer.attach(host.outlet);
  }

  /** Forgets what was going on, as a restart does. */
  reset(): void {
    this.#life++;
    this.#busy = false;
    for (const host of this.#hosts) host.reader.reset();
    this.#data?.stop();
    this.#data = undefined;
    this.#watch?.forget();
    this.echo = true;
    this.asleep = false;
  }

  arrived(host: Host): void {
    if (this.#data === undefined || this.#data.owner !== undefined) return;
    this.#module.log('info', 'at', `${host.name} goes on with the data phase that a host left open`);
    this.#data.adopt(host);
  }

  line(host: Host, bytes: Buffer, from: number, to: number, end: number, seen: number): void {
    if (this.asleep) return;
    if (this.#busy || this.#data !== undefined) return this.#refuse(host, bytes, from, to, end);
    if (this.echo && host.echo) this.#writer.echo(host.outlet, bytes.subarray(from + seen, end));
    let start = from;
    if (bytes[from] === PLUS && to - from >= 3 && bytes[from + 1] === PLUS && bytes[from + 2] === PLUS) {
      start += 3;
      // `+++` outside data mode is ignored, with or without a line end (behaviour §6).
      if (start === to) return;
    }
    this.#watch?.line(host.name, bytes, start, to, end);
    this.#answer(host, this.#run(bytes, start, to));
  }

  overlong(host: Host, raw: Buffer, seen: number): void {
    if (this.asleep) return;
    if (this.#busy || this.#data !== undefined) return this.#refuse(host, raw, 0, raw.length, raw.length);
    this.#echo(host, raw.subarray(seen));
    this.#watch?.line(host.name, raw, 0, raw.length, raw.length);
    const sentence = `the line is longer than ${raw.length} bytes; send long payloads with AT+MQTTPUBRAW`;
    this.#finish(host, failure(errorCode('noAT'), sentence));
  }

  partial(host: Host, fresh: Buffer): boolean {
    if (this.asleep || this.#busy || this.#data !== undefined) return false;
    this.#echo(host, fresh);
    return true;
  }

  data(host: Host, bytes: Buffer): void {
    const data = this.#data;
    if (data === undefined || !data.take(bytes)) return;
    this.#data = undefined;
    this.#watch?.data(host.name, data.bytes);
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
    this.#hosts = this.#hosts.filter((each) => each !== host);
    this.#ending.delete(host);
    this.#writer.detach(host.outlet);
    this.#module.flow.removeHost(host);
    if (this.#data?.owner === host) {
      this.#data.owner = undefined;
      const sentence = `${host.name} has gone with ${this.#data.remaining} bytes of data missing`;
      this.#module.log('warn', 'at', `${sentence}; the next host that speaks goes on with them`);
    }
  }

  #run(bytes: Buffer, from: number, to: number): Reply | Promise<Reply> {
    try {
      return this.#interpreter.run(bytes, from, to, this.#module);
    } catch (error) {
      return this.#broken(error);
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
    if (isFailure(reply)) return this.#fail(reply);
    if ('data' in reply) return this.#openData(host, reply.data);
    this.#writer.reply(reply.bytes);
    this.#watch?.answered(reply.bytes, reply.secret === true);
    reply.after?.();
  }

  #fail(failed: Failure): void {
    const codes = failed.codes.map(describeCode).join(', ');
    this.#module.log('warn', 'at', `${textOf(failed.reason)} (${codes})`);
    const bytes = this.#writer.failure(failed);
    this.#watch?.failed(failed, bytes);
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
    this.#watch?.answered(PROMPT_BYTES, false);
  }

  /** A line that came while a command waits: few run all the same (behaviour §3, Busy). */
  #refuse(host: Host, bytes: Buffer, from: number, to: number, end: number): void {
    if (this.#data === undefined && this.#interpreter.runsWhileBusy(bytes, from, to)) {
      return this.#runBeside(host, bytes, from, to, end);
    }
    const refusal = failure(errorCode('busy'), 'a line was discarded: the command before it still waits');
    this.#module.log('warn', 'at', refusal.reason);
    const reply = this.#writer.busy();
    this.#watch?.refused(host.name, bytes, from, to, end, reply, refusal);
  }

  /** Runs a line beside the command that waits, which goes on unless this one ends it. */
  #runBeside(host: Host, bytes: Buffer, from: number, to: number, end: number): void {
    let reply = this.#run(bytes, from, to);
    if (reply instanceof Promise || 'data' in reply) {
      reply = failure(errorCode('generic'), 'a command that runs while another waits must answer at once');
    }
    if (isFailure(reply)) {
      const written = this.#writer.failure(reply);
      return this.#watch?.refused(host.name, bytes, from, to, end, written, reply);
    }
    this.#writer.reply(reply.bytes);
    this.#watch?.refused(host.name, bytes, from, to, end, reply.bytes);
    reply.after?.();
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
