import type { Duplex } from 'node:stream';
import type { Broker, ListenAddress, ListenerKind } from '../broker/index.ts';
import { COMMANDS } from '../commands/index.ts';
import { openFlashDirectory } from '../module/flash/directory.ts';
import { createMemoryFlash, type Flash } from '../module/flash/flash.ts';
import type { Log } from '../module/log.ts';
import { Module } from '../module/module.ts';
import type { Settings } from '../module/settings.ts';
import { dialRoute } from '../mqtt/transports/dial.ts';
import { type Port, type PortEvents, type PortSpec, parsePortSpec } from '../ports/index.ts';
import type { Ready } from './ready.ts';
import { storeForTrying } from './try-tls.ts';

/** What a run is made from. */
export interface Plan {
  readonly ports: readonly string[];
  /** The listeners of the embedded broker; none: there is no broker. */
  readonly broker: Readonly<Partial<Record<ListenerKind, ListenAddress>>>;
  /** Put the broker's CA and a client certificate into the module's flash. */
  readonly tryTls: boolean;
  readonly flash: string | undefined;
  readonly settings: Settings;
}

/** Everything that runs, joined. */
export interface Assembly {
  /** The module that all ports share; ports with `fork` make their own. */
  readonly module: Module;
  readonly ready: Ready;
  /** Switches the module off and lets go of ports and broker. */
  close(): Promise<void>;
}

const MODULE_NAME = 'module0';

/**
 * Builds and starts the parts. What was opened is closed again when a later part fails.
 * @param hostGone is called when the only host there can be, on standard input, has gone
 * @throws PortError, BrokerError, FlashError
 */
export async function assemble(
  plan: Plan,
  logFor: (module?: string) => Log,
  hostGone: () => void,
): Promise<Assembly> {
  const log = logFor();
  // All specifications are read before anything is opened.
  const specs = plan.ports.map(parsePortSpec);
  const flash = plan.flash === undefined ? createMemoryFlash() : openFlashDirectory(plan.flash);
  const module = makeModule(MODULE_NAME, plan.settings, log, flash);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    module.powerOff();
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const broker = Object.keys(plan.broker).length === 0 ? undefined : await openBroker(plan.broker, log);
    if (broker !== undefined) closers.push(() => broker.close());
    if (plan.tryTls && broker?.certificates !== undefined) {
      storeForTrying(flash.manufacturing, broker.certificates);
    }
    const forks = new Forks(plan.settings, logFor);
    const shared: Port[] = [];
    const forking: Port[] = [];
    for (const spec of specs) {
      const port = await spec.open(portEvents(spec, module, forks, log, hostGone));
      closers.push(() => port.close());
      (spec.fork ? forking : shared).push(port);
    }
    if (plan.flash !== undefined && forking.length > 0) {
      log('warn', 'ports', 'modules of a port with fork keep nothing in the flash directory');
    }
    module.boot();
    return { module, ready: readyOf(shared, forking, broker), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeModule(name: string, settings: Settings, log: Log, flash: Flash): Module {
  return new Module({ name, settings, commands: COMMANDS, dial: dialRoute, log, flash });
}

async function openBroker(listeners: Plan['broker'], log: Log): Promise<Broker> {
  // Loaded only when it is asked for: it is the heaviest part of a start.
  const { startBroker } = await import('../broker/index.ts');
  return startBroker({ ...listeners, onNotice: (level, sentence) => log(level, 'broker', sentence) });
}

function portEvents(
  spec: PortSpec,
  module: Module,
  forks: Forks,
  log: Log,
  hostGone: () => void,
): PortEvents {
  return {
    host(stream, name) {
      if (spec.fork) return forks.attach(stream, name);
      module.attach(stream, { name });
      if (spec.kind === 'stdio') stream.once('close', hostGone);
    },
    notice: (level, sentence) => log(level, 'ports', sentence),
  };
}

/** A module for each connection, switched on and off with it. */
class Forks {
  readonly #settings: Settings;
  readonly #logFor: (module?: string) => Log;
  #count = 0;

  constructor(settings: Settings, logFor: (module?: string) => Log) {
    this.#settings = settings;
    this.#logFor = logFor;
  }

  attach(stream: Duplex, name: string): void {
    const moduleName = `fork${this.#count++}`;
    const module = makeModule(moduleName, this.#settings, this.#logFor(moduleName), createMemoryFlash());
    module.attach(stream, { name });
    module.boot();
    stream.once('close', () => module.powerOff());
  }
}

function readyOf(shared: readonly Port[], forking: readonly Port[], broker: Broker | undefined): Ready {
  const modules = [
    { name: MODULE_NAME, ports: shared.map(({ info }) => info) },
    { name: 'fork', ports: forking.map(({ info }) => info) },
  ].filter(({ ports }) => ports.length > 0);
  const ready = { ready: true as const, pid: process.pid, modules };
  const urls = broker?.listeners.map(({ url }) => url) ?? [];
  return urls[0] === undefined ? ready : { ...ready, broker: { url: urls[0], urls } };
}
