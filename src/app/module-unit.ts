import type { Duplex } from 'node:stream';
import { commandsFor } from '#commands/index';
import type { Log } from '#messages/log';
import type { Flash } from '#module/flash/flash';
import { joinObservers } from '#module/join-observers';
import { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';
import type { HostPolicy, HostTraits, Port } from '#ports/index';
import type { RunContext } from './run-context.ts';
import { UartWiring } from './uart.ts';

/** What a module is made from. */
export interface UnitParts {
  readonly name: string;
  readonly settings: Settings;
  readonly flash: Flash;
  readonly log: Log;
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
  readonly #uart: UartWiring;

  constructor(parts: UnitParts, { platform, clock, observerFor }: RunContext) {
    this.#uart = new UartWiring(parts.settings, clock, parts.log);
    const observer = joinObservers(this.#uart.observer, observerFor(parts.name));
    this.module = new Module({
      ...platform,
      ...parts,
      clock,
      commands: commandsFor(parts.settings),
      observer,
    });
  }

  /**
   * The one place where a host of a port meets its module: whatever stands between the two is joined here.
   */
  attach(stream: Duplex, host: AttachedHost): void {
    const { name, echo, slowHost, traits = {}, port = () => undefined } = host;
    const { line } = traits;
    const filtered = this.#uart.attach(stream, { name, line, port });
    this.module.attach(filtered, {
      name,
      echo,
      slowHost,
      refuseForeign: traits.refuseForeign,
      flowControl: traits.flowControl && (() => traits.flowControl?.() !== false),
      presence: traits.presence && ((listener) => traits.presence?.(listener)),
    });
  }
}
