import type { Timers } from '#time/timers';
import type { OpenDevice } from './serial-native.ts';

/** Milliseconds from one look at the host's DTR and RTS to the next, where they can reset the module. */
const LOOK_MS = 20;

/** Told when the host switches its DTR or RTS on. */
export type SignalListener = (signal: 'dtr' | 'rts') => void;

type LinesNow = { readonly cts: boolean; readonly dsr: boolean };

export interface SignalWatchOptions {
  /** The device that is open now. */
  readonly device: () => OpenDevice | undefined;
  readonly timers: Timers;
  /** The system does not tell the lines of the open device, which is not looked at any more. */
  readonly failed: (error: unknown) => void;
}

/**
 * Sees the host's DTR and RTS, which a crossed cable leads to DSR and CTS, once somebody wants to know.
 * Not run on hardware: pseudo-terminals have no such lines.
 */
export class SignalWatch {
  readonly #options: SignalWatchOptions;
  #listener: SignalListener | undefined;

  constructor(options: SignalWatchOptions) {
    this.#options = options;
  }

  listen(listener: SignalListener): void {
    this.#listener = listener;
    this.opened();
  }

  /** A device was opened: it is looked at until it is another or none. */
  opened(): void {
    void this.#look(this.#options.device(), undefined);
  }

  async #look(device: OpenDevice | undefined, before: LinesNow | undefined): Promise<void> {
    const { device: current, timers, failed } = this.#options;
    const tell = this.#listener;
    if (tell === undefined || device?.get === undefined || current() !== device) return;
    try {
      const now = await device.get();
      if (before !== undefined && now.dsr && !before.dsr) tell('dtr');
      if (before !== undefined && now.cts && !before.cts) tell('rts');
      timers.after(LOOK_MS, () => void this.#look(device, now));
    } catch (error) {
      if (current() === device) failed(error);
    }
  }
}
