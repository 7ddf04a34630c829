import type { Duplex } from 'node:stream';
import { reasonOf } from '#errors/atmqtt-error';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import type { ModuleObserver, UartSettings } from '#module/observer';
import type { Settings } from '#module/settings/settings';
import { DEFAULT_UART, printUart } from '#module/uart';
import { Filter } from '#ports/filters/filter';
import { type FilteredStream, joinFilters, type LineState } from '#ports/filters/join';
import type { LineSettings, Port, SerialLine } from '#ports/index';
import type { Timers } from '#time/timers';

/**
 * Milliseconds from a restart until output goes on where a port is reopened: its host gets a moment to read the
 * last reply, the terminal hangs up, and a host that waits for its name to come back finds it and hears `ready`.
 */
const BACK_MS = 600;

const STOP_BITS: Readonly<Record<number, LineSettings['stopBits']>> = { 1: 1, 2: 1.5, 3: 2 };
const PARITY = ['none', 'odd', 'even'] as const;
const FLOW_CONTROL = ['none', 'rts', 'cts', 'rtscts'] as const;

/** What is known of a host besides its stream. */
interface HostPlace {
  /** For the log. */
  readonly name: string;
  /** Where the bytes go over a line with a speed. */
  readonly line: SerialLine | undefined;
  /** The port it came from; undefined while that is being opened. */
  port(): Port | undefined;
}

interface AttachedHost extends HostPlace {
  readonly filtered: FilteredStream;
}

/** Joins the UART of one module to what its bytes go through: the filters, the lines and the ports. */
export class UartWiring {
  /** Its share of what looks on at the module. */
  readonly observer: Required<Pick<ModuleObserver, 'uart' | 'restarting'>>;
  #settings: Settings;
  readonly #timers: Timers;
  readonly #log: Log;
  readonly #hosts = new Set<AttachedHost>();
  #present = DEFAULT_UART;

  constructor(settings: Settings, timers: Timers, log: Log) {
    this.#settings = settings;
    this.#timers = timers;
    this.#log = log;
    this.observer = {
      uart: (present) => this.#set(present),
      restarting: () => this.#reopen(),
    };
  }

  /** A module with these settings takes the place of the one there is: its UART is as after power-on. */
  begin(settings: Settings): void {
    this.#settings = settings;
    if (this.#present !== DEFAULT_UART) this.#set(DEFAULT_UART);
  }

  /** Puts what the settings ask for between a host and its module. @returns the stream for the module */
  attach(stream: Duplex, place: HostPlace): Duplex {
    const { rxFifoBytes, reopenOnReset } = this.#settings;
    const { name, line } = place;
    // A filter that changes nothing can still hold output back while a line or a terminal changes.
    const port = line !== undefined || reopenOnReset ? new Filter(stream) : stream;
    const options = {
      ...this.#settings,
      line: lineState(this.#present),
      lost: (count: number) =>
        this.#log('warn', 'ports', message('app.bytesLost', { count, host: name, bufferBytes: rxFifoBytes })),
    };
    const host = { ...place, filtered: joinFilters(port, options, this.#timers) };
    this.#hosts.add(host);
    stream.once('close', () => this.#hosts.delete(host));
    // A line is opened with the settings its user named; they hold until the module sets others.
    if (this.#present !== DEFAULT_UART) this.#setLine(host);
    return host.filtered.stream;
  }

  #set(present: UartSettings): void {
    this.#present = present;
    for (const host of this.#hosts) {
      host.filtered.setLine(lineState(present));
      this.#setLine(host);
    }
  }

  #setLine({ line, name, filtered }: AttachedHost): void {
    if (line === undefined) return;
    const present = this.#present;
    filtered.barrier((go) => {
      line
        .set(lineSettings(present))
        .catch((error: unknown) => {
          const params = { host: name, uart: printUart(present), reason: reasonOf(error) };
          this.#log('warn', 'ports', message('app.lineDoesNotFollow', params));
        })
        .finally(go);
    });
  }

  #reopen(): void {
    if (!this.#settings.reopenOnReset) return;
    for (const { port, filtered } of this.#hosts) {
      const place = port();
      if (place?.reopen === undefined) continue;
      filtered.barrier((go) => {
        place.reopen?.();
        const cancel = this.#timers.after(BACK_MS, go);
        filtered.stream.once('close', cancel);
      });
    }
  }
}

function lineState({ baud, flowControl }: UartSettings): LineState {
  return { baud, rts: flowControl === 1 || flowControl === 3 };
}

/** The manual's numbers in words; the command has checked their ranges. */
function lineSettings({ baud, dataBits, stopBits, parity, flowControl }: UartSettings): LineSettings {
  return {
    baud,
    dataBits: dataBits as LineSettings['dataBits'],
    stopBits: STOP_BITS[stopBits] ?? 1,
    parity: PARITY[parity] ?? 'none',
    flowControl: FLOW_CONTROL[flowControl] ?? 'none',
  };
}
