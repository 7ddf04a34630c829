import type { Duplex } from 'node:stream';
import { commandsFor } from '#commands/index';
import type { ModuleFaults } from '#faults/module-faults';
import type { FaultSpec } from '#faults/table';
import { latencyOf } from '#latency/module-latency';
import type { Log } from '#messages/log';
import type { Flash } from '#module/flash/flash';
import { joinObservers } from '#module/join-observers';
import { createKernel } from '#module/kernel';
import { Module } from '#module/module';
import type { DialRoute } from '#module/platform';
import type { Settings } from '#module/settings/settings';
import { withConnectPassword } from '#node/connect-password';
import type { HostPolicy, HostTraits, Port } from '#ports/index';
import type { RunContext } from './run-context.ts';
import { UartWiring } from './uart.ts';

/** What a module is made from. */
export interface UnitParts {
  readonly name: string;
  readonly settings: Settings;
  readonly flash: Flash;
  readonly log: Log;
  /** What it is counted as; its name unless given. */
  readonly countedAs?: string | undefined;
  /** What is wrong with it from the start. */
  readonly faults?: readonly FaultSpec[] | undefined;
  /** What the chances of faults begin with. */
  readonly seed?: number | undefined;
}

/** A host as it is attached. */
export interface AttachedHost {
  readonly name: string;
  readonly echo?: boolean | undefined;
  readonly traits?: HostTraits;
  readonly slowHost?: HostPolicy['slowHost'];
  /** The port it came from; undefined without one, and while that is being opened. */
  readonly port?: () => Port | undefined;
}

/** A module, joined to the commands, to the network and to its hosts. */
export class ModuleUnit {
  readonly module: Module;
  /** What is wrong with it from the start. */
  readonly specs: readonly FaultSpec[];
  /** What goes wrong with it; undefined where nothing can. */
  readonly faults: ModuleFaults | undefined;
  readonly #uart: UartWiring;
  /** Undefined where nothing takes time. */
  readonly #latency: ReturnType<typeof latencyOf>;

  constructor({ faults: specs = [], seed, countedAs, ...parts }: UnitParts, context: RunContext) {
    const { clock, trace, counter } = context;
    this.specs = specs;
    const { log } = parts;
    const settings = withConnectPassword(parts.settings, (warning) => log('warn', 'link 0', warning));
    this.#uart = new UartWiring(settings, clock, log);
    const { name } = parts;
    const own = context.observerFor(name);
    const lookingOn = trace === undefined ? own : joinObservers(own, trace.observer(name));
    this.#latency = latencyOf({ name, latency: settings.latency, timers: clock, log });
    const counted = countedAs ?? name;
    // Outside of the faults: what the module sees is traced and counted.
    const lookedAt = (dial: DialRoute): DialRoute => {
      const traced = trace?.dial(name, dial) ?? dial;
      return counter?.dial(counted, traced) ?? traced;
    };
    const platform = this.#latency?.platform(context.platform) ?? context.platform;
    this.faults = context.faults?.forModule({ clock, log, specs, seed, observer: lookingOn });
    const wrapped = this.faults?.wrap(platform, createKernel(settings.heapBytes));
    this.module = new Module({
      ...platform,
      ...parts,
      settings,
      ...wrapped,
      ...this.#latency?.wrap(wrapped),
      ...((trace ?? counter) && { dial: lookedAt(wrapped?.dial ?? platform.dial) }),
      clock,
      commands: commandsFor(settings),
      observer: joinObservers(
        this.#uart.observer,
        lookingOn,
        counter?.observer(counted),
        this.#latency?.observer,
      ),
    });
    this.faults?.attach(this.module);
  }

  /**
   * The one place where a host of a port meets its module: whatever stands between the two is joined here.
   */
  attach(stream: Duplex, host: AttachedHost): void {
    const { name, echo, slowHost, traits = {}, port = () => undefined } = host;
    const latency = this.#latency;
    if (latency !== undefined) {
      stream.once('end', () => latency.ended(name));
      stream.once('close', () => latency.gone(name));
    }
    const wire = this.faults?.host(stream, traits.line) ?? { stream, line: traits.line };
    const filtered = this.#uart.attach(wire.stream, { name, line: wire.line, port });
    this.module.attach(filtered, {
      name,
      echo,
      slowHost,
      refuseForeign: traits.refuseForeign,
      flowControl: traits.flowControl && (() => traits.flowControl?.() !== false),
      presence:
        traits.presence &&
        ((listener) =>
          traits.presence?.((present) => {
            if (!present) latency?.gone(name);
            listener(present);
          })),
    });
  }
}
