import type { Broker, ListenAddress, ListenerKind } from '#broker/index';
import type { Log } from '#messages/log';
import { createMemoryFlash } from '#module/flash/flash';
import type { Module } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import type { Settings } from '#module/settings/settings';
import { openFlashDirectory } from '#node/flash/directory';
import { parsePortSpec } from '#ports/index';
import { ModulePorts, type PortsOwner } from './module-ports.ts';
import { ModuleUnit } from './module-unit.ts';
import type { Ready } from './ready.ts';
import { storeForTrying } from './try-tls.ts';

/** What one module of a run is made from. */
export interface ModulePlan {
  /** Unlike that of every other module. */
  readonly name: string;
  /** Specifications of its ports. */
  readonly ports: readonly string[];
  /** Nobody has asked for these ports: one that this machine lacks the means for is left out with a warning. */
  readonly portsAreDefault: boolean;
  /** The directory of its flash; undefined: what it stores lasts as long as the program. */
  readonly flash: string | undefined;
  readonly settings: Settings;
}

/** What a run is made from. */
export interface Plan {
  /** At least one. */
  readonly modules: readonly ModulePlan[];
  /** The listeners of the embedded broker; none: there is no broker. */
  readonly broker: Readonly<Partial<Record<ListenerKind, ListenAddress>>>;
  /** Put the broker's CA and a client certificate into the flash of every module. */
  readonly tryTls: boolean;
}

/** Everything that runs, joined. */
export interface Assembly {
  /** In the order of the plan; ports with `fork` make further ones. */
  readonly modules: readonly Module[];
  readonly ready: Ready;
  /** Switches the modules off and lets go of ports and broker. */
  close(): Promise<void>;
}

type HostGone = PortsOwner['hostGone'];

/**
 * Builds and starts the parts. What was opened is closed again when a later part fails.
 * @param logFor a log for the module of this name; without a name, that of the program
 * @param hostGone is called when the only host there can be has gone, on standard input or a program
 * @param observerFor who looks on at the module of this name
 * @throws PortError, BrokerError, FlashError
 */
export async function assemble(
  plan: Plan,
  logFor: (module?: string) => Log,
  hostGone: HostGone,
  observerFor: (module: string) => ModuleObserver | undefined = () => undefined,
): Promise<Assembly> {
  // All specifications are read before anything is opened.
  const specs = plan.modules.map(({ ports }) => ports.map(parsePortSpec));
  const several = plan.modules.length > 1;
  const onlyPort = specs.flat().length === 1;
  const ports = plan.modules.map((each) =>
    joinModule(each, { several, onlyPort }, logFor, hostGone, observerFor),
  );
  const modules = ports.map(({ module }) => module);
  let broker: Broker | undefined;
  const close = async (): Promise<void> => {
    for (const module of modules) module.powerOff();
    for (const each of [...ports].reverse()) await each.close();
    await broker?.close();
  };
  try {
    broker = Object.keys(plan.broker).length === 0 ? undefined : await openBroker(plan.broker, logFor());
    if (plan.tryTls && broker?.certificates !== undefined) {
      for (const { flash } of modules) storeForTrying(flash.manufacturing, broker.certificates);
    }
    for (const [index, each] of ports.entries()) await each.open(specs[index] ?? []);
    for (const module of modules) module.boot();
    const entries = ports.flatMap((each) => each.entries);
    return { modules, ready: readyOf(entries, broker), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A module and its ports, which are not open yet. Only several modules have their names in the log. */
function joinModule(
  { name, settings, flash: directory, portsAreDefault }: ModulePlan,
  { several, onlyPort }: { several: boolean; onlyPort: boolean },
  logFor: (module?: string) => Log,
  hostGone: HostGone,
  observerFor: (module: string) => ModuleObserver | undefined,
): ModulePorts {
  const log = several ? logFor(name) : logFor();
  const flash = directory === undefined ? createMemoryFlash() : openFlashDirectory(directory);
  return new ModulePorts({
    unit: new ModuleUnit({ name, settings, flash, log, observer: observerFor(name) }),
    forkName: several ? `${name}.fork` : 'fork',
    keepsFlash: directory !== undefined,
    leaveOutUnavailable: portsAreDefault,
    log,
    logFor,
    observerFor,
    onlyPort,
    hostGone,
  });
}

async function openBroker(listeners: Plan['broker'], log: Log): Promise<Broker> {
  // Loaded only when it is asked for: it is the heaviest part of a start.
  const { startBroker } = await import('#broker/index');
  return startBroker({ ...listeners, onNotice: (level, sentence) => log(level, 'broker', sentence) });
}

function readyOf(modules: Ready['modules'], broker: Broker | undefined): Ready {
  const ready = { ready: true as const, pid: process.pid, modules };
  const urls = broker?.listeners.map(({ url }) => url) ?? [];
  return urls[0] === undefined ? ready : { ...ready, broker: { url: urls[0], urls } };
}
