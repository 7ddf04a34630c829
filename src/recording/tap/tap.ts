import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { LineSettings, PortSpec } from '#ports/index';
import { DEFAULT_LINE } from '#ports/serial-line';
import type { Timers } from '#time/timers';
import type { NewRecordingEvent, Side } from '../format.ts';
import type { LineListener } from '../recorder.ts';
import { LineWatch } from './line-settings.ts';
import { TapSide } from './tap-side.ts';

/** What a tap is made of. */
export interface TapParts {
  /** Where the host attaches. */
  readonly host: PortSpec;
  /** Where the module is. */
  readonly module: PortSpec;
  readonly timers: Timers;
  notice(level: 'info' | 'warn', said: Message): void;
  /** One side was a program, or standard input, and has ended. */
  over(code: number): void;
}

/**
 * Stands between a host and a module and hands on what each says, as it is: nothing is read from one side faster than the other takes it.
 * For a side that is away bytes are lost, as on a wire; but before a module has been there for the first time, no host is read.
 */
export class Tap {
  readonly host: TapSide;
  readonly module: TapSide;
  readonly #parts: TapParts;
  #listener: LineListener | undefined;
  #early: NewRecordingEvent[] = [];
  #watch: LineWatch | undefined;
  /** The speed of a host that sets its own line, when it was looked at last. */
  #hostBaud: number | undefined;
  /** The module has set its line since it was opened. */
  #following: LineSettings | undefined;

  constructor(parts: TapParts) {
    this.#parts = parts;
    const sideOf = (side: Side): TapSide =>
      new TapSide(
        side,
        parts[side],
        {
          came: (bytes) => this.#came(side, bytes),
          relieved: () => this.#arrange(),
          event: (event) => this.#tell(event),
          lineReady: () => this.#lineReady(side),
          over: parts.over,
          notice: (level, said) => parts.notice(level, said),
        },
        parts.timers,
      );
    this.host = sideOf('host');
    this.module = sideOf('module');
  }

  /** Opens both ports, that of the module first. @throws PortError */
  async open(): Promise<void> {
    await this.module.open();
    await this.host.open();
  }

  /** Begins to hand on. */
  start(listener: LineListener): void {
    this.#listener = listener;
    for (const event of this.#early.splice(0)) listener.event(event);
    this.#watch = new LineWatch(this.module.line?.settings ?? DEFAULT_LINE, (settings) =>
      this.#follow(settings),
    );
    this.#arrange();
  }

  /** Lets go of both sides. */
  async close(): Promise<void> {
    this.host.hold(true);
    this.module.hold(true);
    // What both do from here on is not of the session.
    this.#listener?.event({ event: 'ended' });
    this.#listener = { bytes() {}, event() {} };
    await this.host.close();
    await this.module.close();
  }

  #came(from: Side, bytes: Buffer): void {
    const to = from === 'host' ? this.module : this.host;
    if (from === 'host') this.#followHost();
    const delivered = to.present;
    if (delivered) to.write(bytes);
    this.#listener?.bytes(from, bytes, delivered);
    this.#watch?.feed(from, bytes);
    if (to.full) this[from].hold(true);
  }

  /** A side is held as long as the other one takes nothing; and a host until a module is there to answer. */
  #arrange(): void {
    if (this.#listener === undefined) return;
    this.host.hold(!this.module.wasThere || this.module.full);
    this.module.hold(this.host.full);
    this.host.flow();
    this.module.flow();
  }

  #tell(event: NewRecordingEvent): void {
    if (this.#listener === undefined) this.#early.push(event);
    else this.#listener.event(event);
  }

  /** A host that sets the speed of its own line, over RFC 2217, means the module's. */
  #followHost(): void {
    const baud = this.host.line?.farBaud?.();
    const line = this.module.line;
    if (baud === undefined || line === undefined || baud === this.#hostBaud) return;
    this.#hostBaud = baud;
    if (baud !== line.settings.baud) this.#set(this.module, { ...line.settings, baud });
  }

  /** The module has another line from now on, and so has the host, or soon will. */
  #follow(settings: LineSettings): void {
    this.#following = settings;
    for (const side of [this.module, this.host]) this.#set(side, settings);
  }

  #lineReady(side: Side): void {
    // Over RFC 2217 a host hears how the module's line is set.
    const shown = side === 'host' && this.host.line?.farBaud !== undefined;
    const settings = this.#following ?? (shown ? this.module.line?.settings : undefined);
    if (settings !== undefined) this.#set(this[side], settings);
  }

  #set(side: TapSide, settings: LineSettings): void {
    side.setLine(settings).catch((error: unknown) => {
      const params = { side: side.side, baud: settings.baud, why: reasonOf(error) };
      this.#parts.notice('warn', message('recording.lineDoesNotFollow', params));
    });
  }
}
