import type { Broker } from '#broker/index';
import type { BrokerFaults } from '#faults/broker-faults';
import type { Faults } from '#faults/fault-set';
import type { Log } from '#messages/log';
import { message } from '#messages/message';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import type { Settings } from '#module/settings/settings';
import { flashFindings } from '#node/flash/findings';
import { type HeldFlash, holdFlashDirectory } from '#node/flash/hold';
import { nodePlatform } from '#node/platform';
import { parsePortSpec } from '#ports/index';
import { systemClock } from '#time/clock';
import { CertificateWatch } from './certificate-watch.ts';
import type { Endpoints } from './endpoints.ts';
import { checkResets } from './host-resets.ts';
import { ModulePorts, type PortsOwner } from './module-ports.ts';
import { ModuleUnit } from './module-unit.ts';
import { Patience, type Wait } from './patience.ts';
import type { ModulePlan, Plan } from './plan.ts';
import type { RunContext } from './run-context.ts';
import type { Running } from './running.ts';
import { storeForTrying } from './try-tls.ts';

/** Everything that runs, joined. */
export interface Assembly {
  /** The modules in the order of the plan; ports with `fork` make further ones. */
  readonly units: readonly ModuleUnit[];
  /** What the embedded broker does wrong; undefined where there is none, or where nothing can go wrong. */
  readonly brokerFaults: Faults | undefined;
  readonly endpoints: Endpoints;
  /** Switches the modules off and lets go of ports and broker. */
  close(): Promise<void>;
}

const ALONE: RunContext = {
  logFor: () => () => {},
  observerFor: () => undefined,
  hostGone() {},
  programEnded() {},
  platform: nodePlatform,
  clock: systemClock,
};

/**
 * Builds and starts the parts. What was opened is closed again when a later part fails. What cannot be had yet and may
 * be had soon is waited for, and all else works meanwhile.
 * @param working is told once all that need not be waited for works
 * @throws PortError, BrokerError, FlashError, UsageError
 */
export async function assemble(
  plan: Plan,
  given: Partial<RunContext> = {},
  wait: Wait = { ms: 0 },
  working: (running: Running) => void = () => {},
): Promise<Assembly> {
  const context = { ...ALONE, ...given };
  const patience = new Patience(context.clock, context.logFor(), wait);
  // All specifications are read before anything is opened.
  const asked = plan.modules.map(({ ports }) => ports.map((text) => ({ text, spec: parsePortSpec(text) })));
  for (const [index, { name, settings }] of plan.modules.entries()) {
    checkResets(name, settings, asked[index] ?? []);
  }
  const shared = {
    several: plan.modules.length > 1,
    allowedOrigins: plan.allowedOrigins ?? [],
    resetBetweenHosts: plan.resetBetweenHosts ?? false,
  };
  const held: HeldFlash[] = [];
  const certificates = new CertificateWatch(context.clock);
  /** In the order of the plan; without those whose flash is not to be had yet. */
  const joined: ModulePorts[] = [];
  const later: Promise<unknown>[] = [];
  let broker: Broker | undefined;
  const wantsBroker = Object.keys(plan.broker).length > 0;
  const broken = !wantsBroker
    ? undefined
    : context.faults?.forBroker({
        timers: context.clock,
        log: context.logFor(),
        specs: plan.brokerFaults ?? [],
        observer: context.brokerObserver,
      });

  const present = (): ModulePorts[] => joined.filter((each) => each !== undefined);
  const storeCertificates = (): void => {
    if (!plan.tryTls || broker?.certificates === undefined) return;
    for (const { module } of present()) storeForTrying(module.flash.manufacturing, broker.certificates);
  };
  const join = (index: number, module: ModulePlan, flash: Flash): void => {
    const log = shared.several ? context.logFor(module.name) : context.logFor();
    joined[index] = joinModule(module, flash, shared, log, context);
    if (module.flash !== undefined) certificates.add(flash.manufacturing, log);
  };
  const openPorts = async (index: number): Promise<void> => {
    const opened = await joined[index]?.open(asked[index] ?? [], patience);
    if (opened !== undefined) later.push(opened.all);
  };
  const close = async (): Promise<void> => {
    patience.callOff();
    certificates.close();
    for (const each of later) await each.catch(() => {});
    for (const { module } of present()) module.powerOff();
    for (const each of present().reverse()) await each.close();
    await broker?.close();
    for (const { release } of held) release();
  };
  const hold = (directory: string, { flashSync }: Settings): Flash => {
    const taken = holdFlashDirectory(directory, { sync: flashSync, timers: context.clock });
    held.push(taken);
    const log = context.logFor();
    const warnings = [...taken.exposed, ...flashFindings(directory, Date.now())];
    for (const warning of warnings) log('warn', 'flash', warning);
    if (taken.migrated !== undefined) log('info', 'flash', taken.migrated);
    return taken.flash;
  };

  try {
    for (const [index, each] of plan.modules.entries()) {
      const { flash: path } = each;
      const tried =
        path === undefined
          ? { value: createMemoryFlash() }
          : await patience.try(message('app.theFlash', { path }), () => hold(path, each.settings));
      if (tried.later === undefined) join(index, each, tried.value);
      else later.push(tried.later.then((flash) => joinLate(index, each, flash)));
    }
    if (wantsBroker) {
      const tried = await patience.try(message('app.theBroker'), async () => {
        broker = await openBroker(plan, context.logFor(), broken);
        storeCertificates();
      });
      if (tried.later !== undefined) later.push(tried.later);
    }
    const atOnce = [...joined.keys()].filter((index) => joined[index] !== undefined);
    for (const index of atOnce) await openPorts(index);
    for (const index of atOnce) joined[index]?.module.boot();
    working({
      get modules() {
        return present();
      },
      get broker() {
        return broker;
      },
      brokerFaults: broken?.set,
      get wanted() {
        return patience.wanted;
      },
      reset() {
        for (const each of present()) each.reset();
      },
    });
    await settle(later);
    const units = present().map(({ unit }) => unit);
    return { units, brokerFaults: broken?.set, endpoints: endpointsOf(present(), broker), close };
  } catch (error) {
    await close();
    throw error;
  }

  async function joinLate(index: number, module: ModulePlan, flash: Flash): Promise<void> {
    join(index, module, flash);
    storeCertificates();
    await openPorts(index);
    joined[index]?.module.boot();
  }
}

/** Resolves with the last of promises, to which more may be added meanwhile. @throws the first failure */
async function settle(promises: readonly Promise<unknown>[]): Promise<void> {
  for (let count = -1; count !== promises.length; ) {
    count = promises.length;
    await Promise.all(promises);
  }
}

/** A module and its ports, which are not open yet. Only several modules have their names in the log. */
function joinModule(
  { name, settings, flash: directory, portsAreDefault, faults = [] }: ModulePlan,
  flash: Flash,
  { several, ...ofRun }: Pick<PortsOwner, 'allowedOrigins' | 'resetBetweenHosts'> & { several: boolean },
  log: Log,
  context: RunContext,
): ModulePorts {
  return new ModulePorts({
    unit: new ModuleUnit({ name, settings, flash, log, faults }, context),
    context,
    log,
    forkName: several ? `${name}.fork` : 'fork',
    flash: directory,
    leaveOutUnavailable: portsAreDefault,
    ...ofRun,
  });
}

async function openBroker(
  { broker, allowedOrigins = [] }: Plan,
  log: Log,
  broken: BrokerFaults | undefined,
): Promise<Broker> {
  // Loaded only when it is asked for: it is the heaviest part of a start.
  const { startBroker } = await import('#broker/index');
  return startBroker({
    ...broker,
    wrapClient: broken && ((client, accept) => broken.stream(client, accept)),
    allowedOrigins,
    onNotice: (level, notice) => log(level, 'broker', notice),
  });
}

function endpointsOf(ports: readonly ModulePorts[], broker: Broker | undefined): Endpoints {
  const modules = ports.flatMap((each) => each.endpoints);
  const urls = broker?.listeners.map(({ url }) => url) ?? [];
  return urls[0] === undefined ? { modules } : { modules, broker: { url: urls[0], urls } };
}
