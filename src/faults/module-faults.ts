import type { Duplex } from 'node:stream';
import type { Log } from '#messages/log';
import type { Kernel } from '#module/kernel';
import type { Module, ModuleParts } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import type { Platform } from '#module/platform';
import { DEFAULT_UART } from '#module/uart';
import type { SerialLine } from '#ports/serial-line';
import type { Clock } from '#time/clock';
import { BrokerConnections } from './broker/connections.ts';
import { faultyBroker } from './broker/transport.ts';
import { FAULT_AREAS } from './definition.ts';
import { FaultSet } from './fault-set.ts';
import { Boots } from './module/boots.ts';
import { CommandFaults } from './module/intercept.ts';
import { faultyKernel } from './module/kernel.ts';
import { faultyAskTime, faultyHostTime } from './module/time.ts';
import { timeOf } from './module/time-shape.ts';
import { faultyNetwork } from './network/platform.ts';
import { SuspendableTimers } from './suspendable-timers.ts';
import type { FaultSpec } from './table.ts';
import { faultTeller } from './tell-faults.ts';
import { faultyTls } from './tls/dial.ts';
import { UartFaults } from './uart/uart-faults.ts';
import { WifiFaults } from './wifi/station.ts';

/** What the faults of a module are made of. */
export interface ModuleFaultsParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Those that are on from the start. */
  readonly specs: readonly FaultSpec[];
  /** Default: 1. */
  readonly seed?: number | undefined;
  readonly observer: ModuleObserver | undefined;
}

/** The faults of one module, and what it is wrapped with so that they can act. */
export class ModuleFaults {
  readonly set: FaultSet;
  readonly #parts: ModuleFaultsParts;
  readonly #timers: SuspendableTimers;
  readonly #uart: UartFaults;
  readonly #commands: CommandFaults;
  readonly #wifi: WifiFaults;
  /** The module, once it is made. */
  #module: Module | undefined;
  #boots: Boots | undefined;

  constructor(parts: ModuleFaultsParts) {
    this.#parts = parts;
    const { seed, log, observer } = parts;
    this.#timers = new SuspendableTimers(parts.clock);
    const timers = this.#timers;
    this.set = new FaultSet({ timers, areas: FAULT_AREAS, seed, tell: faultTeller(log, observer) });
    this.#uart = new UartFaults({
      faults: this.set,
      timers: parts.clock,
      log,
      moduleBaud: () => (this.#module?.uart.present ?? DEFAULT_UART).baud,
    });
    this.#wifi = new WifiFaults(this.set, timers);
    this.#commands = new CommandFaults(this.set, parts.clock, () => this.#module?.reset());
  }

  /** What a module is made of, wrapped. */
  wrap(platform: Platform, kernel: Kernel): Partial<ModuleParts> {
    const { set } = this;
    const { clock } = this.#parts;
    const connections = new BrokerConnections(set, clock);
    const network = faultyNetwork(platform, set, clock, this.#timers);
    return {
      ...network,
      dial: faultyBroker(faultyTls(network.dial, set), platform.dial, connections, clock),
      kernel: this.kernel(kernel),
      askTime: faultyAskTime(network.askTime, set),
      hostTime: faultyHostTime(() => clock.wall(), set),
      throughAir: this.#wifi.throughAir,
      intercept: this.#commands.intercept,
      life: {
        booting: () => {
          this.#timers.resume();
          this.#boots?.booting();
        },
        stopped: () => this.#commands.stopped(),
        switchedOff: () => {
          this.#timers.suspend();
          this.#boots?.switchedOff();
          connections.dismiss();
        },
      },
    };
  }

  /** A host's stream and its line, wrapped. */
  host(port: Duplex, line?: SerialLine): { readonly stream: Duplex; readonly line: SerialLine | undefined } {
    return this.#uart.host(port, line);
  }

  /** Has the faults act on the module that was made of the wrapped parts, and switches on those of the start. */
  attach(module: Module): void {
    this.#module = module;
    this.#wifi.attach(module.wifi);
    const present = (): Module => this.#module ?? module;
    this.set.handle('module.clockJump', {
      begins({ parameters }) {
        const { moduleClock } = present();
        moduleClock.jump(timeOf(parameters, moduleClock.now()));
      },
    });
    this.#boots = new Boots(present, this.set, this.#timers);
    for (const spec of this.#parts.specs) this.set.addSpec(spec);
  }

  /** Another module takes the place of the attached one, made of the same wrapped parts and a kernel of its own. */
  replace(module: Module): void {
    this.#module = module;
    this.#wifi.attach(module.wifi);
  }

  /** A kernel, wrapped as that of `wrap`. */
  kernel(kernel: Kernel): Kernel {
    return faultyKernel(kernel, this.set);
  }
}
