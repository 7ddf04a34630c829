import type { Duplex } from 'node:stream';
import { COMMANDS } from '#commands/index';
import type { Log } from '#messages/log';
import type { Flash } from '#module/flash/flash';
import { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';
import type { Port, SerialLine } from '#ports/index';
import type { Surroundings } from './surroundings.ts';
import { UartWiring } from './uart.ts';

/** What a module is made from. */
export interface UnitParts {
  readonly name: string;
  readonly settings: Settings;
  readonly flash: Flash;
  readonly log: Log;
}

/** A module, joined to the commands, to the network and to its hosts. */
export class ModuleUnit {
  readonly module: Module;
  readonly #uart: UartWiring;

  constructor(parts: UnitParts, { platform, clock, observerFor }: Surroundings) {
    this.#uart = new UartWiring(parts.settings, clock, parts.log);
    const observer = { ...observerFor(parts.name), ...this.#uart.observer };
    this.module = new Module({ ...platform, ...parts, clock, commands: COMMANDS, observer });
  }

  /**
   * The one place where a host of a port meets its module: whatever stands between the two is joined here.
   * @param port the port it came from; undefined while that is being opened
   */
  attach(stream: Duplex, name: string, line: SerialLine | undefined, port: () => Port | undefined): void {
    this.module.attach(this.#uart.attach(stream, { name, line, port }), { name });
  }
}
