import { Duplex } from 'node:stream';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { Backoff, type BackoffRange } from '#time/backoff';
import { systemTimers, type Timers } from '#time/timers';
import { PortError } from '../errors.ts';
import type { PortEvents } from '../port.ts';
import type { LineSettings, SerialLine } from '../serial-line.ts';
import { WriteBarriers } from '../shared/write-barriers.ts';
import { serialFailure } from './serial-failure.ts';
import type { DeviceOptions, OpenDevice, SerialLibrary } from './serial-native.ts';
import { type SignalListener, SignalWatch } from './signal-watch.ts';

/** Until a device that has gone is looked for. */
const REOPEN: BackoffRange = { minMs: 250, maxMs: 2000 };
/** Milliseconds from one look at an open device to the next. */
const WATCH_MS = 500;
const CHUNK = 16_384;
/** Milliseconds for what a USB adapter or a pseudo-terminal still has when the system says that all was sent. */
const SETTLE_MS = 20;
/** Start bit, eight data bits, parity, two stop bits. */
const MAX_BITS = 12;

export interface SerialHostOptions {
  readonly path: string;
  readonly settings: LineSettings;
  readonly library: Pick<SerialLibrary, 'open'>;
  readonly notice: PortEvents['notice'];
  readonly timers?: Timers;
}

/**
 * The one host on a serial device, which stays while the device is unplugged and comes back. Without a device,
 * what is written is dropped, as it is on a line that nobody is connected to.
 */
export class SerialHost extends Duplex implements SerialLine {
  readonly #options: SerialHostOptions;
  readonly #name: string;
  readonly #timers: Timers;
  readonly #barriers = new WriteBarriers();
  readonly #buffer = Buffer.allocUnsafeSlow(CHUNK);
  readonly #backoff = new Backoff(REOPEN);
  readonly #signals: SignalWatch;
  #settings: LineSettings;
  #device: OpenDevice | undefined;
  /** The module takes more bytes. */
  #wantsInput = false;
  #reading: OpenDevice | undefined;
  #cancel: (() => void) | undefined;
  /** The failure to open it again that was reported last, as text. */
  #reported: string | undefined;
  /** Of the write under way. */
  #sending = 0;
  /** Bytes of the writes that follow which are thrown away. */
  #discards = 0;
  #presence: (present: boolean) => void = () => {};
  /** When the device will have sent what it was given, at the speed of its line. */
  #sentAt = 0;

  constructor(options: SerialHostOptions) {
    super();
    this.#options = options;
    this.#name = `serial ${options.path}`;
    this.#timers = options.timers ?? systemTimers;
    this.#settings = options.settings;
    this.#signals = new SignalWatch({
      device: () => this.#device,
      timers: this.#timers,
      failed: (error) =>
        options.notice('warn', message('ports.linesNotSeen', { place: this.#name, why: reasonOf(error) })),
    });
  }

  /** Whether the device is there. */
  get present(): boolean {
    return this.#device !== undefined;
  }

  get settings(): LineSettings {
    return this.#settings;
  }

  /** @throws PortError when the device cannot be had */
  async open(): Promise<void> {
    this.#device = await this.#openDevice();
    this.#opened();
  }

  /**
   * Sets the device after what was written before; one that is away is set when it is back.
   * @throws PortError `LINE` when the device cannot do it
   */
  set(settings: LineSettings): Promise<void> {
    return this.#barriers.add(this, () => this.#apply(settings));
  }

  /** Throws away what was written and the system does not have yet. */
  discard(): void {
    this.#discards = this.writableLength - this.#sending;
    this.#device?.discard?.();
  }

  /** Tells when the host switches its DTR or RTS on. */
  watchSignals(listener: SignalListener): void {
    this.#signals.listen(listener);
  }

  /** Tells now, and at each change, whether the device is there. */
  watchPresence(listener: (present: boolean) => void): void {
    this.#presence = listener;
    listener(this.#device !== undefined);
  }

  override _read(): void {
    this.#wantsInput = true;
    void this.#readOn();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const work = this.#barriers.take(bytes);
    if (work !== undefined) return void work().then(done);
    const discarded = Math.min(this.#discards, bytes.length);
    this.#discards -= discarded;
    this.#sending = bytes.length;
    void this.#send(bytes.subarray(discarded)).then(() => {
      this.#sending = 0;
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancel?.();
    const device = this.#device;
    this.#device = undefined;
    void closed(device).then(() => done(error));
  }

  async #openDevice(): Promise<OpenDevice> {
    const { path, library } = this.#options;
    try {
      return await library.open({ path, lock: true, ...deviceOptions(this.#settings) });
    } catch (error) {
      throw serialFailure(path, error);
    }
  }

  #opened(): void {
    this.#backoff.reset();
    this.#reported = undefined;
    this.#presence(true);
    this.#signals.opened();
    this.#watchLater();
    void this.#readOn();
  }

  async #readOn(): Promise<void> {
    const device = this.#device;
    if (device === undefined || this.#reading === device) return;
    this.#reading = device;
    try {
      while (this.#wantsInput && this.#device === device) {
        const { bytesRead } = await device.read(this.#buffer, 0, CHUNK);
        if (this.destroyed) return;
        this.#wantsInput = this.push(Buffer.from(this.#buffer.subarray(0, bytesRead)));
      }
    } catch (error) {
      this.#lost(device, error);
    } finally {
      if (this.#reading === device) this.#reading = undefined;
    }
  }

  async #send(bytes: Buffer): Promise<void> {
    const device = this.#device;
    try {
      await device?.write(bytes);
    } catch (error) {
      this.#lost(device, error);
    }
    const ms = (bytes.length * MAX_BITS * 1000) / this.#settings.baud;
    this.#sentAt = Math.max(this.#timers.now(), this.#sentAt) + ms;
  }

  /** Reading alone does not show it: at a device that has hung up the library reads nothing, on and on. */
  #watchLater(): void {
    this.#cancel = this.#timers.after(WATCH_MS, () => void this.#watch());
  }

  async #watch(): Promise<void> {
    const device = this.#device;
    if (device === undefined) return;
    try {
      // Linux alone has it.
      if (process.platform === 'linux') await device.getBaudRate();
      if (this.#device === device) this.#watchLater();
    } catch (error) {
      this.#lost(device, error);
    }
  }

  #lost(device: OpenDevice | undefined, why: unknown): void {
    if (device === undefined || this.#device !== device) return;
    this.#device = undefined;
    this.#presence(false);
    this.#cancel?.();
    void closed(device);
    this.#options.notice('warn', message('ports.deviceGone', { place: this.#name, why: reasonOf(why) }));
    this.#reopenLater();
  }

  #reopenLater(): void {
    this.#cancel = this.#timers.after(this.#backoff.next(), () => void this.#reopen());
  }

  async #reopen(): Promise<void> {
    try {
      const device = await this.#openDevice();
      if (this.destroyed) {
        await closed(device);
        return;
      }
      this.#device = device;
    } catch (error) {
      if (this.destroyed) return;
      this.#report(error as PortError);
      this.#reopenLater();
      return;
    }
    this.#options.notice('info', message('ports.deviceBack', { place: this.#name }));
    this.#opened();
  }

  /** Why a device that has come back cannot be opened; that it is still away goes without saying. */
  #report({ code, message, reason }: PortError): void {
    if (code === 'UNAVAILABLE' || this.#reported === message) return;
    this.#reported = message;
    this.#options.notice('warn', reason);
  }

  async #apply(settings: LineSettings): Promise<void> {
    const before = this.#settings;
    const device = this.#device;
    this.#settings = settings;
    if (device === undefined) return;
    await this.#sent(device, before);
    try {
      if (sameFraming(before, settings)) await device.update({ baudRate: settings.baud });
      else await this.#reframe(settings);
    } catch (error) {
      // What has gone meanwhile gets the new settings when it is back.
      if (this.#device !== device) return;
      this.#settings = before;
      throw new PortError(
        'LINE',
        message('ports.lineUnchanged', { place: this.#name, why: reasonOf(error) }),
        { cause: error },
      );
    }
    if (settings.flowControl === 'rts') {
      throw new PortError('LINE', message('ports.rtsAloneImpossible', { place: this.#name }));
    }
  }

  /** Waits until the bytes have left: a change of speed throws away what the system still has. */
  async #sent(device: OpenDevice, { flowControl }: LineSettings): Promise<void> {
    // A line that is held back would not let go of the thread that drains it.
    if (flowControl === 'none') await device.drain().catch((error: unknown) => this.#lost(device, error));
    const ms = Math.max(0, this.#sentAt - this.#timers.now()) + SETTLE_MS;
    await new Promise<void>((resolve) => this.#timers.after(ms, resolve));
  }

  async #reframe(settings: LineSettings): Promise<void> {
    if (process.platform === 'win32') throw new PortError('LINE', message('ports.reframingImpossible'));
    if (settings.stopBits === 1.5) throw new PortError('LINE', message('ports.stopBitsImpossible'));
    // The settings are the device's, not the descriptor's. Without a moment in which nobody has it open, DTR
    // stays up, which would reset many a board.
    const { path, library } = this.#options;
    await closed(await library.open({ path, lock: false, ...deviceOptions(settings) }));
  }
}

function deviceOptions(settings: LineSettings): Omit<DeviceOptions, 'path' | 'lock'> {
  const { baud, dataBits, stopBits, parity, flowControl } = settings;
  // With CTS alone a system drives RTS too, which does no harm. With RTS alone it would wait for a CTS.
  const rtscts = flowControl === 'rtscts' || flowControl === 'cts';
  return { baudRate: baud, dataBits, stopBits, parity, rtscts };
}

function sameFraming(one: LineSettings, other: LineSettings): boolean {
  const [a, b] = [deviceOptions(one), deviceOptions(other)];
  return (['dataBits', 'stopBits', 'parity', 'rtscts'] as const).every((name) => a[name] === b[name]);
}

/** Closes a device, which may have gone already. */
async function closed(device: OpenDevice | undefined): Promise<void> {
  await device?.close().catch(() => {});
}
