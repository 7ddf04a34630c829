import { LazyMap, LazySet } from '#collections/lazy-map';
import { message } from '#messages/message';
import type { ForeignProtocol } from '../foreign-protocol.ts';
import type { Writer } from '../writer.ts';
import type { CommandLoop } from './command-loop.ts';
import type { HostEvents, SessionHost } from './host.ts';
import type { AtSessionOptions } from './session-options.ts';
import { UnreadOutput } from './unread-output.ts';

/**
 * The hosts on one UART. The only one that is there, on a port with flow control, pauses who makes URCs when it does not
 * read, and all hosts when its queue is full; whoever the commands write to pauses them too. Nothing is lost and nothing
 * piles up. One of several, or one on a port without flow control, loses what its queue does not hold, and nobody else
 * notices [B-BUSY-4], [B-HOST-2].
 */
export class SessionHosts implements HostEvents {
  readonly #loop: Pick<CommandLoop<never>, 'busy' | 'gone'>;
  readonly #writer: Writer;
  readonly #options: Omit<AtSessionOptions<never>, 'commands' | 'context'>;
  /** Never changed, but replaced, so that one may come or go while all are paused or resumed. */
  #hosts: readonly SessionHost[] = [];
  /** Hosts that do not take what is written to them. */
  readonly #full = new LazySet<SessionHost>();
  /** Those of them whose queue is full. */
  readonly #overfull = new LazySet<SessionHost>();
  /** Hosts that have sent all they wanted. */
  readonly #ending = new LazySet<SessionHost>();
  /** What hosts have lost. */
  readonly #unread = new LazyMap<SessionHost, UnreadOutput>();
  /** What was asked for. */
  #pauseWanted = false;
  #backlog = false;
  /** What was told last. */
  #toldPaused = false;
  #toldCongested = false;

  constructor(
    loop: Pick<CommandLoop<never>, 'busy' | 'gone'>,
    writer: Writer,
    options: Omit<AtSessionOptions<never>, 'commands' | 'context'>,
  ) {
    this.#loop = loop;
    this.#writer = writer;
    this.#options = options;
  }

  /** How many hosts are there. */
  get count(): number {
    return this.#hosts.filter(({ output }) => output.present).length;
  }

  /** Whether no bytes are taken from hosts now. */
  get paused(): boolean {
    return this.#pauseWanted || this.#anyHeld(this.#overfull);
  }

  /** Adds a host, which is paused from the start when the others are. */
  add(host: SessionHost): void {
    const before = this.paused;
    this.#hosts = this.#hosts.concat(host);
    this.#writer.attach(host.output);
    // With another host beside it, one that does not read may no longer hold anybody back.
    if (before) this.#tell();
    if (this.paused) host.pause();
  }

  /** Stops or goes on taking bytes from hosts. */
  pause(wanted: boolean): void {
    this.#pauseWanted = wanted;
    this.#tell();
  }

  /** Much is held back for the hosts, or no longer is. They go on, for it is they who end a data phase. */
  backlog(much: boolean): void {
    this.#backlog = much;
    this.#tell();
  }

  /** Forgets unfinished lines and leaves data mode. */
  reset(): void {
    for (const host of this.#hosts) host.reader.reset();
  }

  /** Lets all hosts go once everything written has reached them. */
  close(): void {
    for (const host of this.#hosts) {
      this.#endReport(host);
      host.end();
    }
  }

  /** Lets the hosts go that have sent all they wanted, when nothing of theirs is under way. */
  letGo(): void {
    if (this.#loop.busy) return;
    for (const host of this.#ending) host.end();
    this.#ending.clear();
  }

  full(host: SessionHost): void {
    this.#full.add(host);
    this.#tell();
  }

  drained(host: SessionHost): void {
    this.#full.delete(host);
    this.#overfull.delete(host);
    this.#tell();
  }

  overfull(host: SessionHost): boolean {
    if (this.#drops(host)) return true;
    if (!this.#overfull.has(host)) {
      this.#overfull.add(host);
      this.#tell();
    }
    return false;
  }

  relieved(host: SessionHost): void {
    if (!this.#overfull.has(host)) return;
    this.#overfull.delete(host);
    this.#tell();
  }

  ended(host: SessionHost): void {
    this.#ending.add(host);
    this.letGo();
  }

  lost(host: SessionHost, bytes: number): void {
    if (!host.output.present) return;
    this.#options.observer?.dropped?.({ host: host.name, bytes });
    let unread = this.#unread.get(host);
    if (unread === undefined) {
      const { log, timers, observer, settings } = this.#options;
      unread = new UnreadOutput(host.name, { log, timers, observer, bufferBytes: settings.hostBufferBytes });
      this.#unread.set(host, unread);
    }
    unread.add(bytes);
  }

  present(host: SessionHost): void {
    // Whoever comes next is another one.
    if (host.output.present) this.#writer.hostCame();
    else this.#endReport(host);
    this.#tell();
  }

  foreign(host: SessionHost, protocol: ForeignProtocol): void {
    const params = { host: host.name, protocol: message(`foreignProtocol.${protocol}`) };
    this.#options.log('warn', 'at', message('at.foreignHost', params));
  }

  gone(host: SessionHost): void {
    this.#hosts = this.#hosts.filter((each) => each !== host);
    this.#ending.delete(host);
    this.#endReport(host);
    this.#writer.detach(host.output);
    this.drained(host);
    this.#loop.gone(host);
  }

  /** Whether a host that does not read loses what its queue does not hold. */
  #drops(host: SessionHost): boolean {
    const { slowHost } = host;
    if (slowHost !== undefined) return slowHost === 'drop';
    const chosen = this.#options.settings.slowHost;
    if (chosen !== 'auto') return chosen === 'drop';
    return !host.flowControl || this.#hosts.some((other) => other !== host && other.output.present);
  }

  /** Whether one of these hosts is not to lose anything. */
  #anyHeld(hosts: LazySet<SessionHost>): boolean {
    if (hosts.size === 0) return false;
    for (const host of hosts) if (!this.#drops(host)) return true;
    return false;
  }

  #endReport(host: SessionHost): void {
    this.#unread.get(host)?.end();
    this.#unread.delete(host);
  }

  /** Tells whom it concerns what has changed about who takes bytes. */
  #tell(): void {
    const congested = this.#backlog || this.#anyHeld(this.#full);
    if (congested !== this.#toldCongested) {
      this.#toldCongested = congested;
      this.#options.congested?.(congested);
    }
    const { paused } = this;
    if (paused === this.#toldPaused) return;
    this.#toldPaused = paused;
    for (const host of this.#hosts) {
      // One that is resumed may pause them all again, which ends the round for the rest.
      if (this.paused !== paused) return;
      if (paused) host.pause();
      else host.resume();
    }
  }
}
