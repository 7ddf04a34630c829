import type { Duplex } from 'node:stream';
import type { ModuleObserver, UartSettings } from '#module/observer';
import type { HostTraits } from '#ports/index';
import type { LineListener } from './recorder.ts';
import { lineOf } from './tap/line-settings.ts';

/** Records what goes over the UART of a module of ours: several hosts are one line, as they are for it. */
export class ModuleRecording {
  readonly #to: LineListener;
  /** Its share of what looks on at the module. */
  readonly observer: Required<Pick<ModuleObserver, 'received' | 'sent' | 'uart'>>;

  constructor(to: LineListener) {
    this.#to = to;
    this.observer = {
      received: (_host, bytes) => to.bytes('host', bytes, true),
      sent: (bytes, delivered) => to.bytes('module', bytes, delivered),
      uart: (settings) => this.#line(settings),
    };
  }

  /** Looks on at a host that comes and goes. @returns what is known of it, for the module */
  watchHost(stream: Duplex, name: string, traits: HostTraits): HostTraits {
    let there = false;
    const tell = (present: boolean): void => {
      if (present === there) return;
      there = present;
      this.#to.event(present ? { event: 'opened', side: 'host', name } : { event: 'closed', side: 'host' });
    };
    stream.once('close', () => tell(false));
    const { presence, visits } = traits;
    if (visits !== undefined) visits(tell);
    else if (presence === undefined) tell(true);
    if (visits !== undefined || presence === undefined) return traits;
    return {
      ...traits,
      presence: (listener) =>
        presence((present) => {
          tell(present);
          listener(present);
        }),
    };
  }

  #line({ baud, dataBits, stopBits, parity, flowControl }: UartSettings): void {
    const line = lineOf(baud, [dataBits, stopBits, parity, flowControl]);
    if (line !== undefined) this.#to.event({ event: 'line', side: 'module', ...line });
  }
}
