import type { Flash } from './flash/flash.ts';
import type { UartSettings } from './observer.ts';

/** Minimum and maximum of each of the UART's settings, in the manual's order and numbers. */
export const UART_RANGES = {
  baud: [80, 5_000_000],
  dataBits: [5, 8],
  stopBits: [1, 3],
  parity: [0, 2],
  flowControl: [0, 3],
} as const satisfies Record<keyof UartSettings, readonly [number, number]>;

const KEYS = Object.keys(UART_RANGES) as (keyof UartSettings)[];

/** A new module's UART. */
export const DEFAULT_UART: UartSettings = {
  baud: 115_200,
  dataBits: 8,
  stopBits: 1,
  parity: 0,
  flowControl: 0,
};

/** The UART's settings: those in force and those that a boot begins with. */
export class Uart {
  #present = DEFAULT_UART;
  readonly #changed: (settings: UartSettings) => void;

  /** @param changed is told when the line must change; what was answered before belongs to the old settings */
  constructor(changed: (settings: UartSettings) => void) {
    this.#changed = changed;
  }

  /** `AT+UART_CUR?`. */
  get present(): UartSettings {
    return this.#present;
  }

  /** `AT+UART_DEF?`: what is in the flash, or a new module's where nothing or nonsense is. */
  stored(flash: Flash): UartSettings {
    const stored: { -readonly [K in keyof UartSettings]: UartSettings[K] } = { ...DEFAULT_UART };
    for (const key of KEYS) {
      const value = flash.get(`uart.${key}`);
      const [min, max] = UART_RANGES[key];
      if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) {
        stored[key] = Number(value);
      }
    }
    return stored;
  }

  /** `AT+UART_DEF=…`, the half of it that can fail. @throws when the flash takes nothing */
  store(settings: UartSettings, flash: Flash): void {
    for (const key of KEYS) flash.set(`uart.${key}`, settings[key]);
  }

  /** Changes the line; call it when the reply is written. */
  use(settings: UartSettings): void {
    this.#present = settings;
    this.#changed(settings);
  }

  /** Begins with what is stored; the line changes only where that differs. */
  boot(flash: Flash): void {
    const stored = this.stored(flash);
    if (KEYS.some((key) => stored[key] !== this.#present[key])) this.use(stored);
  }
}

/** As `AT+UART_CUR?` and `AT+UART_DEF?` print them. */
export function printUart({ baud, dataBits, stopBits, parity, flowControl }: UartSettings): string {
  return [baud, dataBits, stopBits, parity, flowControl].join(',');
}
