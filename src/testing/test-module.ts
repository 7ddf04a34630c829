import { commandsFor } from '#commands/index';
import { UsageError } from '#errors/usage-error';
import type { Faults } from '#faults/fault-set';
import {
  type AttachOptions,
  createModule,
  type LogEntry,
  type ModuleOptions,
  type VirtualModule,
} from '#library/create-module';
import { textLog } from '#messages/log';
import { message } from '#messages/message';
import { joinObservers } from '#module/join-observers';
import type { ResolveName } from '#module/platform';
import { parseSettings } from '#module/settings/parse';
import { Random, seedOf } from '#random/random';
import { type Clock, systemClock } from '#time/clock';
import { Activity } from './activity.ts';
import { attachHost } from './attach-host.ts';
import { type Coverage, CoverageCounter, type CoverageOptions } from './coverage.ts';
import { ManualClock } from './manual-clock.ts';
import { PendingChecks } from './pending-checks.ts';
import { moving, noticed, readBoot, skipBoot } from './read-boot.ts';
import type { ReceivedUrc } from './received.ts';
import { type Recorder, TrafficRecorder } from './recorder.ts';
import { activityAt, openTestBroker, type TestBroker, type TestBrokerOptions } from './test-broker.ts';
import { type TestClock, testClock } from './test-clock.ts';
import { TestHost, type TestHostOptions, TIMEOUT_MS } from './test-host.ts';
import { keepParts, lookingOn } from './test-module-parts.ts';
import { openTestPort, type TestPort, type TestPortKind } from './test-port.ts';
import { showAround } from './traffic-lines.ts';

type TellUrcs = (urcs: readonly ReceivedUrc[]) => void;

const LOG_LINES_SHOWN = 15;

/** What a test wants of its module, besides what any module takes. */
export interface TestModuleOptions extends Omit<ModuleOptions, 'clock'> {
  /**
   * Whether there is a broker; options say where it listens besides TCP and WebSocket; that of another test module is shared with it,
   * which ends it. Default: none.
   */
  readonly broker?: boolean | TestBrokerOptions | TestBroker;
  /**
   * Where the host attaches: within this process, or by a pseudo-terminal or a TCP port, whose `path` or `address` firmware in an
   * emulator can be given. Default: `memory`.
   */
  readonly port?: TestPortKind;
  /** `false`: the kit attaches no host of its own, because the firmware under test is the host. Default: `true`. */
  readonly host?: boolean;
  /**
   * `manual`: time stands still until the test moves it by `clock.advance`; or a clock of the test's own. Default: the computer's
   * clock.
   */
  readonly clock?: 'manual' | Clock;
  /** `false`: the module is not switched on, so that a test sees its boot. Default: `true`. */
  readonly poweredOn?: boolean;
  /** `false`: commands do not come back. Default: `true`, as on a module that was just switched on. */
  readonly echo?: boolean;
  /** How long hosts, broker, recorder and matchers wait unless a call says otherwise, in milliseconds of real time. Default: 2000. */
  readonly timeout?: number;
}

/** A module with a host in this process, and with a broker where a test wants one. */
export interface TestModule {
  /** The module: its links, its ports, its power. */
  readonly module: VirtualModule;
  /** The host that is attached to it. @throws UsageError when the test wanted none */
  readonly host: TestHost;
  /** The embedded broker; every connection of the module leads there. @throws UsageError when the test asked for none */
  readonly broker: TestBroker;
  /** What goes wrong with the module: `faults.add('wifi.drop', { for: '2s' })`. */
  readonly faults: Faults;
  /** The module's clock. @throws UsageError unless the test moves it */
  readonly clock: TestClock;
  /** What hosts and module have said since. */
  readonly recorder: Recorder;
  /** Chances of the test's own, from `seed`. */
  readonly random: Random;
  /** The path of the pseudo-terminal. @throws UsageError unless `port` is `pty` */
  readonly path: string;
  /** The address of the TCP port. @throws UsageError unless `port` is `tcp` */
  readonly address: { readonly host: string; readonly port: number };
  /** The log so far. */
  readonly log: readonly LogEntry[];
  /** Attaches one more host, within this process. */
  addHost(name: string, options?: Omit<AttachOptions, 'name'>): TestHost;
  /** Which commands and URCs were touched since. @throws UsageError for a command or a URC that does not exist */
  coverage(options?: CoverageOptions): Coverage;
  /** Switches off and ends the broker. Harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Makes a module for a test, switched on, its boot read: `ready` has come, and Wi-Fi where the settings join it; with `faults` from
 * the start, what came of that at once. What recorder and coverage tell of begins then.
 * @throws SettingsError, FlashError as `createModule` does; PortError when the port cannot be had
 */
export async function createTestModule(options: TestModuleOptions = {}): Promise<TestModule> {
  const {
    broker: brokerOptions = false,
    port: portKind = 'memory',
    host: ownHost = true,
    clock: givenClock = systemClock,
    poweredOn = true,
    echo = true,
    timeout = TIMEOUT_MS,
    ...rest
  } = options;
  const clock = givenClock === 'manual' ? new ManualClock() : givenClock;
  const log: LogEntry[] = [];
  const note = (entry: LogEntry): void => {
    log.push(entry);
    options.log?.(entry);
  };
  const activity = (typeof brokerOptions === 'object' && activityAt(brokerOptions)) || new Activity();
  const pending = new PendingChecks(timeout);
  const happened = (): void => {
    activity.note();
    pending.changed();
  };
  const recorder = new TrafficRecorder(pending);
  const started =
    brokerOptions === false
      ? undefined
      : await openTestBroker(brokerOptions === true ? {} : brokerOptions, {
          timeout,
          clock,
          log: textLog((level, namespace, text) => note({ level, namespace, text })),
          seed: options.seed,
          activity,
          happened,
          fault(event) {
            recorder.fault(event);
            happened();
          },
          shown: () => showAround(recorder.entries, undefined),
        });
  const tellUrcs: TellUrcs[] = [];
  const urcs: ReceivedUrc[] = [];
  const settings = parseSettings(options.settings ?? {});
  const coverage = new CoverageCounter(commandsFor(settings));
  const parts = { recorder, coverage, urcs, pending, activity, happened };
  const network: Pick<ModuleOptions, 'dial' | 'resolveName'> =
    started === undefined ? {} : { dial: started.dial, resolveName: publicAddress };
  const module = createModule({
    faults: [],
    ...network,
    ...rest,
    clock,
    log: note,
    observer: joinObservers(
      lookingOn(parts, (told) => {
        for (const tell of tellUrcs) tell(told);
      }),
      options.observer,
    ),
  });
  const hostOptions: TestHostOptions = {
    context: () => logText(log),
    timeout,
    settings,
    onUrcs: (tell) => tellUrcs.push(tell),
  };
  const addHost: TestModule['addHost'] = (name, options) =>
    attachHost((stream) => module.attach(stream, { ...options, name }), hostOptions);
  let port: TestPort | undefined;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= (async () => {
      await port?.close();
      await module.powerOff();
      await started?.close();
    })();
    return closed;
  };
  const moved = clock instanceof ManualClock ? clock : undefined;
  let host: TestHost | undefined;
  try {
    if (portKind !== 'memory') port = await openTestPort(module, portKind);
    if (ownHost) host = port === undefined ? addHost('host') : new TestHost(await port.dial(), hostOptions);
    if (poweredOn) {
      const faulty = (options.faults ?? []).length > 0;
      // By a port the module may not have noticed yet that somebody has opened it.
      const booting = port === undefined && host !== undefined ? host : addHost('boot');
      module.powerOn();
      // What is wrong from the start may keep any of it from coming.
      if (faulty) await skipBoot(booting, activity, echo);
      else await moving(moved, activity, readBoot(booting, settings, echo, timeout));
      if (booting !== host) {
        booting.leave();
        if (!faulty && host !== undefined) await noticed(host);
      }
      await activity.quiet();
      recorder.clear();
      coverage.clear();
      urcs.length = 0;
    }
  } catch (error) {
    await close();
    throw error;
  }
  const testModule: TestModule = {
    module,
    log,
    addHost,
    recorder,
    random: new Random(seedOf(options.seed ?? 1, 0)),
    coverage: (options = {}) => coverage.report(options),
    get host() {
      if (host === undefined) throw new UsageError(message('testing.noHost'));
      return host;
    },
    get broker() {
      if (started === undefined) throw new UsageError(message('testing.noBroker'));
      return started.broker;
    },
    get faults() {
      return module.faults;
    },
    get clock() {
      if (moved === undefined) throw new UsageError(message('testing.noManualClock'));
      return testClock(moved, activity);
    },
    get path() {
      const info = port?.port.info;
      if (info?.kind !== 'pty') throw new UsageError(message('testing.noPort', { kind: 'pty' }));
      return info.path;
    },
    get address() {
      const info = port?.port.info;
      if (info?.kind !== 'tcp') throw new UsageError(message('testing.noPort', { kind: 'tcp' }));
      return { host: info.host, port: info.port };
    },
    close,
  };
  keepParts(testModule, { ...parts, links: () => module.links, broker: () => testModule.broker });
  return testModule;
}

function logText(log: readonly LogEntry[]): string {
  return log
    .slice(-LOG_LINES_SHOWN)
    .map(({ level, namespace, text }) => `  ${level} ${namespace}: ${text}`)
    .join('\n');
}

/** Every name has an address, one that is not private and that nobody has (RFC 5737, RFC 3849): no name server is asked. */
const publicAddress: ResolveName = async (_name, family) => (family === 4 ? '192.0.2.1' : '2001:db8::1');
