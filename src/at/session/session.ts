import { showBytes } from '#bytes/show-bytes';
import { sharedInterpreter } from '../interpreter.ts';
import { PROMPT_BYTES } from '../reply.ts';
import type { UrcKind } from '../urc.ts';
import { Writer } from '../writer.ts';
import { writerConduct } from '../writer-conduct.ts';
import { CommandLoop } from './command-loop.ts';
import { type AtHost, type AttachOptions, type HostConnection, SessionHost } from './host.ts';
import { SessionHosts } from './hosts.ts';
import { commandReporter, urcReporter } from './reporter.ts';
import type { AtSessionOptions } from './session-options.ts';

/**
 * The AT engine on one UART: bytes of any number of hosts in, command lines run one at a time on `C`, bytes out.
 * It does no I/O: connections carry the bytes, and time is handed in.
 */
export class AtSession<C> {
  readonly #options: AtSessionOptions<C>;
  readonly #writer: Writer;
  readonly #loop: CommandLoop<C>;
  readonly #hosts: SessionHosts;

  constructor(options: AtSessionOptions<C>) {
    const { commands, settings, observer, timers } = options;
    const interpreter = sharedInterpreter(commands, settings.lenientQuotes);
    this.#options = options;
    this.#writer = new Writer({
      holdReceived: settings.urcDuringData === 'hold',
      awaitsHost: settings.absentHost === 'hold',
      conduct: writerConduct(settings),
      timers,
      schedule: options.schedule ?? atEndOfTurn,
      wrote: urcReporter(observer),
      sent: observer?.sent && ((bytes, delivered) => observer.sent?.(bytes, delivered)),
      prompted: observer && (() => this.#tell(PROMPT_BYTES)),
      backlog: (much) => this.#hosts.backlog(much),
    });
    this.#loop = new CommandLoop({
      options,
      interpreter,
      writer: this.#writer,
      reporter: commandReporter(observer, timers, interpreter),
      answered: () => {
        options.answered?.();
        this.#loop.readSurplus();
        this.#hosts.letGo();
      },
    });
    this.#hosts = new SessionHosts(this.#loop, this.#writer, options);
  }

  /** Attaches a host. It stays until it is detached. */
  attach(connection: HostConnection, options: AttachOptions): AtHost {
    const { terminator, hostBufferBytes } = this.#options.settings;
    const context = { terminator, bufferBytes: hostBufferBytes, input: this.#loop, events: this.#hosts };
    const host = new SessionHost(connection, options, context);
    this.#hosts.add(host);
    return host;
  }

  /** How many hosts are there. */
  get hosts(): number {
    return this.#hosts.count;
  }

  /** Whether no bytes are taken from hosts now, because of `pause` or because one does not take what is written to it. */
  get paused(): boolean {
    return this.#hosts.paused;
  }

  /** Stops taking bytes from the hosts, in the middle of a chunk if need be. */
  pause(): void {
    this.#hosts.pause(true);
  }

  resume(): void {
    this.#hosts.pause(false);
  }

  /** Whether a command waits for its answer. */
  get busy(): boolean {
    return this.#loop.busy;
  }

  /** Whether it drops what comes, as in deep sleep. */
  get asleep(): boolean {
    return this.#loop.asleep;
  }

  /** Bytes of data that a command still waits for; 0 outside data mode. */
  get dataRemaining(): number {
    return this.#loop.dataRemaining;
  }

  /** `ATE`: whether commands come back to their hosts; so it is after a reset. */
  get echo(): boolean {
    return this.#loop.echo;
  }

  set echo(on: boolean) {
    this.#loop.echo = on;
  }

  /** `AT+SYSLOG`: whether failures print their codes; not after a reset. */
  get showCodes(): boolean {
    return this.#writer.showCodes;
  }

  set showCodes(on: boolean) {
    this.#writer.showCodes = on;
  }

  /** Drops what comes and says nothing, as in deep sleep, until a reset. */
  sleep(): void {
    this.#loop.asleep = true;
  }

  /**
   * Writes a URC to all hosts.
   * @param bytes lines with their ends, which nobody changes any more
   * @param delivered called once the port of one host has accepted all of it, or once nobody is left to wait for: the
   * queue of each host has dropped it, or no host is attached, in which case it is called at once. Never called for
   * one that a reset throws away, or that comes in deep sleep or without power.
   */
  urc(bytes: Uint8Array, kind: UrcKind, delivered?: () => void): void {
    if (!this.#loop.asleep) this.#writer.urc(bytes, kind, delivered);
  }

  /** Writes what is neither an answer nor a URC, such as what a boot loader prints. */
  print(bytes: Buffer): void {
    if (this.#loop.asleep) return;
    this.#writer.reply(bytes);
    this.#tell(bytes);
  }

  /** Hands what was written to the connections now, and not at the end of the turn. */
  flush(): void {
    this.#writer.flush();
  }

  /** Throws away what was written in earlier turns and has not left, as a reset does. */
  discard(): void {
    this.#writer.discard();
  }

  /** Back to the state after power-on, as with a restart: what was going on is forgotten. */
  reset(): void {
    this.#hosts.reset();
    this.#loop.reset();
    this.#writer.reset();
  }

  /** Lets the hosts go that have sent all they wanted and wait for nothing: a reset has ended what they waited for. */
  letGo(): void {
    this.#hosts.letGo();
  }

  /** Lets all hosts go once everything written has reached them. */
  close(): void {
    this.#hosts.close();
  }

  #tell(bytes: Buffer): void {
    this.#options.observer?.traffic?.({ host: undefined, bytes, shown: showBytes(bytes) });
  }
}

/** Called by itself: a browser refuses `queueMicrotask` as a method of something else. */
function atEndOfTurn(flush: () => void): void {
  queueMicrotask(flush);
}
