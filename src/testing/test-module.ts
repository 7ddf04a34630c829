import type { TrafficEvent } from '#at/session/observer';
import { UsageError } from '#errors/usage-error';
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
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import { systemClock } from '#time/clock';
import { attachHost } from './attach-host.ts';
import { parseUrcs, type ReceivedUrc } from './received.ts';
import { startTestBroker, type TestBroker, type TestBrokerOptions } from './test-broker.ts';
import { type TestHost, TIMEOUT_MS } from './test-host.ts';

type TellUrcs = (urcs: readonly ReceivedUrc[]) => void;

const LOG_LINES_SHOWN = 15;

/** What a test wants of its module, besides what any module takes. */
export interface TestModuleOptions extends ModuleOptions {
  /** Whether there is a broker; options say where it listens besides TCP and WebSocket. Default: none. */
  readonly broker?: boolean | TestBrokerOptions;
  /** `false`: the module is not switched on, so that a test sees its boot. Default: `true`. */
  readonly poweredOn?: boolean;
  /** `false`: commands do not come back. Default: `true`, as on a module that was just switched on. */
  readonly echo?: boolean;
  /** How long hosts and broker wait unless a call says otherwise, in milliseconds of real time. Default: 2000. */
  readonly timeout?: number;
}

/** A module with a host in this process, and with a broker where a test wants one. */
export interface TestModule {
  /** The module: its links, its ports, its power. */
  readonly module: VirtualModule;
  /** The host that is attached to it. */
  readonly host: TestHost;
  /** The embedded broker; every connection of the module leads there. @throws UsageError when the test asked for none */
  readonly broker: TestBroker;
  /** The log so far. */
  readonly log: readonly LogEntry[];
  /** Attaches one more host. */
  addHost(name: string, options?: Omit<AttachOptions, 'name'>): TestHost;
  /** Switches off and ends the broker. Harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Makes a module for a test, switched on, its boot read: `ready` has come, and Wi-Fi where the settings join it.
 * @throws SettingsError, FlashError as `createModule` does
 */
export async function createTestModule(options: TestModuleOptions = {}): Promise<TestModule> {
  const { broker: wanted = false, poweredOn = true, echo = true, timeout = TIMEOUT_MS, ...rest } = options;
  const log: LogEntry[] = [];
  const note = (entry: LogEntry): void => {
    log.push(entry);
    options.log?.(entry);
  };
  const brokerParts = {
    timeout,
    clock: options.clock ?? systemClock,
    log: textLog((level, namespace, text) => note({ level, namespace, text })),
    seed: options.seed,
  };
  const started =
    wanted === false ? undefined : await startTestBroker(wanted === true ? {} : wanted, brokerParts);
  const tellUrcs: TellUrcs[] = [];
  const dial: { dial?: DialRoute } = started === undefined ? {} : { dial: started.dial };
  const module = createModule({
    faults: [],
    ...dial,
    ...rest,
    log: note,
    observer: joinObservers(tellingUrcs(tellUrcs), options.observer),
  });
  const addHost: TestModule['addHost'] = (name, options) =>
    attachHost((stream) => module.attach(stream, { ...options, name }), {
      context: () => logText(log),
      timeout,
      settings: module.settings,
      onUrcs: (tell) => tellUrcs.push(tell),
    });
  const host = addHost('host');
  if (poweredOn) {
    module.powerOn();
    await host.expect('\r\nready\r\n');
    if (module.settings.wifi.autojoin) await host.expect('WIFI GOT IP\r\n');
    if (!echo) await host.command('ATE0');
  }
  let closed: Promise<void> | undefined;
  return {
    module,
    host,
    log,
    addHost,
    get broker() {
      if (started === undefined) {
        throw new UsageError(message('testing.noBroker'));
      }
      return started.broker;
    },
    close() {
      closed ??= module.powerOff().then(() => started?.close());
      return closed;
    },
  };
}

/** Tells hosts the URCs, with their bytes. */
function tellingUrcs(tellUrcs: readonly TellUrcs[]): ModuleObserver {
  let last: Buffer | undefined;
  return {
    traffic({ host, bytes }: TrafficEvent) {
      last = host === undefined ? bytes : undefined;
    },
    urc(line) {
      const urcs = parseUrcs(Buffer.from(last ?? Buffer.from(line)));
      for (const tell of tellUrcs) tell(urcs);
    },
  };
}

function logText(log: readonly LogEntry[]): string {
  return log
    .slice(-LOG_LINES_SHOWN)
    .map(({ level, namespace, text }) => `  ${level} ${namespace}: ${text}`)
    .join('\n');
}
