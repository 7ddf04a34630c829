import { LazySet } from '#collections/lazy-map';
import type { Writer } from '../writer.ts';
import type { CommandLoop } from './command-loop.ts';
import type { HostEvents, SessionHost } from './host.ts';
import type { AtSessionOptions } from './session-options.ts';

/**
 * The hosts on one UART, joined by backpressure: one that does not take what is written to it pauses them all, and
 * so does whoever the commands write to. Nothing is dropped and nothing piles up [B-BUSY-4].
 */
export class SessionHosts implements HostEvents {
  readonly #loop: Pick<CommandLoop<never>, 'busy' | 'gone'>;
  readonly #writer: Writer;
  readonly #events: Pick<AtSessionOptions<never>, 'congested'>;
  /** Never changed, but replaced, so that one may come or go while all are paused or resumed. */
  #hosts: readonly SessionHost[] = [];
  /** Hosts that do not take what is written to them. */
  readonly #full = new LazySet<SessionHost>();
  /** Hosts that have sent all they wanted. */
  readonly #ending = new LazySet<SessionHost>();
  /** What was asked for. */
  #pauseWanted = false;
  #backlog = false;
  /** What was told last. */
  #toldPaused = false;
  #toldCongested = false;

  constructor(
    loop: Pick<CommandLoop<never>, 'busy' | 'gone'>,
    writer: Writer,
    events: Pick<AtSessionOptions<never>, 'congested'>,
  ) {
    this.#loop = loop;
    this.#writer = writer;
    this.#events = events;
  }

  /** Whether no bytes are taken from hosts now. */
  get paused(): boolean {
    return this.#pauseWanted || this.#full.size > 0;
  }

  /** Adds a host, which is paused from the start when the others are. */
  add(host: SessionHost): void {
    this.#hosts = this.#hosts.concat(host);
    this.#writer.attach(host.outlet);
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
    for (const host of this.#hosts) host.end();
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
    this.#tell();
  }

  ended(host: SessionHost): void {
    this.#ending.add(host);
    this.letGo();
  }

  gone(host: SessionHost): void {
    this.#hosts = this.#hosts.filter((each) => each !== host);
    this.#ending.delete(host);
    this.#writer.detach(host.outlet);
    this.drained(host);
    this.#loop.gone(host);
  }

  /** Tells whom it concerns what has changed about who takes bytes. */
  #tell(): void {
    const congested = this.#backlog || this.#full.size > 0;
    if (congested !== this.#toldCongested) {
      this.#toldCongested = congested;
      this.#events.congested?.(congested);
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
