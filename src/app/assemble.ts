import type { Broker } from '#broker/index';
import type { Log } from '#messages/log';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import type { Module } from '#module/module';
import { type HeldFlash, holdFlashDirectory } from '#node/flash/hold';
import { nodePlatform } from '#node/platform';
import { parsePortSpec } from '#ports/index';
import { systemClock } from '#time/clock';
import { ModulePorts, type PortsOwner } from './module-ports.ts';
import { ModuleUnit } from './module-unit.ts';
import type { Places } from './places.ts';
import type { ModulePlan, Plan } from './plan.ts';
import type { RunContext } from './run-context.ts';
import { storeForTrying } from './try-tls.ts';

/** Everything that runs, joined. */
export interface Assembly {
  /** In the order of the plan; ports with `fork` make further ones. */
  readonly modules: readonly Module[];
  readonly places: Places;
  /** Resets all modules, those of ports with `fork` too. */
  reset(): void;
  /** Switches the modules off and lets go of ports and broker. */
  close(): Promise<void>;
}

const ALONE: RunContext = {
  logFor: () => () => {},
  observerFor: () => undefined,
  hostGone() {},
  platform: nodePlatform,
  clock: systemClock,
};

/**
 * Builds and starts the parts. What was opened is closed again when a later part fails.
 * @throws PortError, BrokerError, FlashError, UsageError
 */
export async function assemble(plan: Plan, given: Partial<RunContext> = {}): Promise<Assembly> {
  const context = { ...ALONE, ...given };
  // All specifications are read before anything is opened.
  const specs = plan.modules.map(({ ports }) => ports.map(parsePortSpec));
  const several = plan.modules.length > 1;
  const onlyPort = specs.flat().length === 1;
  const { allowedOrigins = [], resetBetweenHosts = false } = plan;
  const held: HeldFlash[] = [];
  const ports: ModulePorts[] = [];
  let broker: Broker | undefined;
  const close = async (): Promise<void> => {
    for (const { module } of ports) module.powerOff();
    for (const each of [...ports].reverse()) await each.close();
    await broker?.close();
    for (const { release } of held) release();
  };
  try {
    for (const each of plan.modules) {
      const flash = each.flash === undefined ? undefined : holdFlashDirectory(each.flash);
      if (flash !== undefined) held.push(flash);
      const shared = { several, onlyPort, allowedOrigins, resetBetweenHosts };
      ports.push(joinModule(each, flash?.flash ?? createMemoryFlash(), shared, context));
    }
    const modules = ports.map(({ module }) => module);
    if (Object.keys(plan.broker).length > 0) broker = await openBroker(plan, context.logFor());
    if (plan.tryTls && broker?.certificates !== undefined) {
      for (const { flash } of modules) storeForTrying(flash.manufacturing, broker.certificates);
    }
    for (const [index, each] of ports.entries()) await each.open(specs[index] ?? []);
    for (const module of modules) module.boot();
    const reset = (): void => {
      for (const each of ports) each.reset();
    };
    return { modules, places: placesOf(ports, broker), reset, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A module and its ports, which are not open yet. Only several modules have their names in the log. */
function joinModule(
  { name, settings, flash: directory, portsAreDefault }: ModulePlan,
  flash: Flash,
  {
    several,
    ...ofRun
  }: Pick<PortsOwner, 'onlyPort' | 'allowedOrigins' | 'resetBetweenHosts'> & { several: boolean },
  context: RunContext,
): ModulePorts {
  const log = several ? context.logFor(name) : context.logFor();
  return new ModulePorts({
    unit: new ModuleUnit({ name, settings, flash, log }, context),
    context,
    log,
    forkName: several ? `${name}.fork` : 'fork',
    keepsFlash: directory !== undefined,
    leaveOutUnavailable: portsAreDefault,
    ...ofRun,
  });
}

async function openBroker({ broker, allowedOrigins = [] }: Plan, log: Log): Promise<Broker> {
  // Loaded only when it is asked for: it is the heaviest part of a start.
  const { startBroker } = await import('#broker/index');
  return startBroker({
    ...broker,
    allowedOrigins,
    onNotice: (level, notice) => log(level, 'broker', notice),
  });
}

function placesOf(ports: readonly ModulePorts[], broker: Broker | undefined): Places {
  const modules = ports.flatMap((each) => each.places);
  const urls = broker?.listeners.map(({ url }) => url) ?? [];
  return urls[0] === undefined ? { modules } : { modules, broker: { url: urls[0], urls } };
}
