import type { ListenAddress, ListenerKind } from '#broker/index';
import { UsageError } from '#errors/usage-error';
import type { FaultSpec } from '#faults/table';
import { type Message, message } from '#messages/message';
import { settingsFromValues } from '#module/settings/parse';
import type { Settings } from '#module/settings/settings';
import type { HostPort } from '#net/host-port';
import { BROKER_KINDS, parseBrokerAddress } from './broker-address.ts';
import type { ConfigSource, FileSource, ModuleSource, Sourced, SourcedSettings } from './config-source.ts';
import { connectsNowhere } from './connect-warning.ts';
import type { ControlAddress } from './control-address.ts';
import { type Environment, environmentSource, SINGLE_MODULE_VARIABLES, variableOf } from './environment.ts';
import { joinWeb } from './join-web.ts';
import { optionFaults, optionsSource, SINGLE_MODULE_OPTIONS } from './options-source.ts';
import { holdsPassword } from './passwords.ts';
import { DEFAULT_PORTS, type LogLevelOption, type PlanOptions } from './plan-options.ts';
import { DEFAULT_WEB, type WebAddress } from './web-address.ts';

/** What the only module is called when there is no file that names it. */
const ONLY_MODULE = 'module0';
const DEFAULT = 'default';
const DEFAULT_LOG_LEVEL: LogLevelOption = 'info';

/** One module as it will run, with where each value came from. */
export interface ModuleConfiguration {
  readonly name: string;
  readonly ports: Sourced<readonly string[]>;
  readonly flash: Sourced<string | undefined>;
  readonly settings: Settings;
  /** Where settings other than the defaults came from, by their dotted names. */
  readonly sources: SourcedSettings;
  /** What is wrong with it from the start: what each source says comes to what the others say. */
  readonly faults: readonly Sourced<FaultSpec>[];
}

/** What a run is made from, with where each value came from. */
export interface Configuration {
  readonly logLevel: Sourced<LogLevelOption>;
  /** Where metrics are served; undefined: nowhere. */
  readonly metrics: Sourced<HostPort | undefined>;
  /** Where the control plane listens; undefined: there is none. */
  readonly control: Sourced<ControlAddress | undefined>;
  /** Where the page is served, by the control plane; undefined: there is none. */
  readonly web: Sourced<WebAddress | undefined>;
  /** Web pages that may connect besides those of this machine. */
  readonly allowedOrigins: Sourced<readonly string[]>;
  readonly broker: Readonly<Partial<Record<ListenerKind, Sourced<ListenAddress>>>>;
  /** What the embedded broker does wrong from the start. */
  readonly brokerFaults: readonly Sourced<FaultSpec>[];
  /** At least one. */
  readonly modules: readonly ModuleConfiguration[];
  /** The settings file, where there is a password in it. */
  readonly secretFile: string | undefined;
  /** What a person should know. */
  readonly warnings: readonly Message[];
}

/**
 * Joins what is said in several places: an option counts before the environment, that before the file, and that
 * before the default.
 * @throws UsageError, SettingsError, PortError for the first mistake
 */
export async function resolveConfiguration(
  options: PlanOptions,
  environment: Environment,
): Promise<Configuration> {
  const typed = { ...optionsSource(options), ...(await optionFaults(options)) };
  const inherited = environmentSource(environment);
  const path = options.config ?? inherited.file;
  const file = path === undefined ? undefined : await loadFile(path);
  const named = file === undefined || file.modules.length === 0 ? undefined : file.modules;
  if (file !== undefined && file.modules.length > 1) {
    refuseForSeveral(file, typed, SINGLE_MODULE_OPTIONS);
    refuseForSeveral(file, inherited, SINGLE_MODULE_VARIABLES);
  }
  const modules = (named ?? [{ name: ONLY_MODULE, settings: new Map() }]).map((module) =>
    resolveModule(module, typed, inherited, file),
  );
  const broker = {
    ...(options.tryTls === true ? everyListener() : {}),
    ...file?.broker,
    ...inherited.broker,
    ...typed.broker,
  };
  const { web, control } = joinWeb(
    typed.web ?? inherited.web ?? file?.web ?? openedPage(options),
    typed.control ?? inherited.control ?? file?.control,
  );
  const brokerFaults = [...(file?.brokerFaults ?? []), ...typed.brokerFaults];
  const [inVain] = brokerFaults;
  if (inVain !== undefined && Object.keys(broker).length === 0) {
    throw new UsageError(
      message('config.faultWithoutBroker', { fault: inVain.value.name, from: inVain.from }),
    );
  }
  return {
    logLevel: typed.logLevel ??
      inherited.logLevel ??
      file?.logLevel ?? { value: DEFAULT_LOG_LEVEL, from: DEFAULT },
    metrics: typed.metrics ?? inherited.metrics ?? file?.metrics ?? { value: undefined, from: DEFAULT },
    control: control ?? { value: undefined, from: DEFAULT },
    web: web ?? { value: undefined, from: DEFAULT },
    allowedOrigins: typed.allowedOrigins ??
      inherited.allowedOrigins ??
      file?.allowedOrigins ?? { value: [], from: DEFAULT },
    broker,
    brokerFaults,
    modules,
    secretFile: file?.secret === true ? file.file : undefined,
    warnings: [
      ...inherited.warnings,
      ...shownPasswords(typed),
      ...modules.flatMap(({ name, sources }) => connectsNowhere(name, sources) ?? []),
    ],
  };
}

/** A page that is to be opened is served too. */
function openedPage({ open }: PlanOptions): Sourced<WebAddress> | undefined {
  return open === true ? { value: DEFAULT_WEB, from: 'option --open' } : undefined;
}

function resolveModule(
  module: ModuleSource & { readonly name: string },
  typed: ConfigSource,
  inherited: ConfigSource,
  file: FileSource | undefined,
): ModuleConfiguration {
  const sources: SourcedSettings = new Map([
    ...(file?.settings ?? []),
    ...module.settings,
    ...inherited.settings,
    ...typed.settings,
  ]);
  const values = [...sources].map(([name, { value }]) => [name, value] as const);
  return {
    name: module.name,
    ports: typed.ports ?? inherited.ports ?? module.ports ?? { value: DEFAULT_PORTS, from: DEFAULT },
    flash: typed.flash ?? inherited.flash ?? module.flash ?? { value: undefined, from: DEFAULT },
    settings: settingsFromValues(values),
    sources,
    faults: [...(file?.faults ?? []), ...(module.faults ?? []), ...(typed.faults ?? [])],
  };
}

/** Other users see the command lines of this machine. */
function shownPasswords({ settings }: ConfigSource): Message[] {
  return [...settings]
    .filter(([name, { value }]) => holdsPassword(name, value))
    .map(([name]) => message('config.passwordShown', { name, variable: variableOf(name) }));
}

async function loadFile(path: string): Promise<FileSource> {
  // Loaded only when there is a file: YAML is no part of an ordinary start.
  const { readConfigFile } = await import('./file.ts');
  return readConfigFile(path);
}

/** What belongs to one module cannot come from outside the file when there are several. */
function refuseForSeveral(
  { file, modules }: FileSource,
  { ports, flash }: ConfigSource,
  names: { readonly ports: string; readonly flash: string },
): void {
  const params = { file, modules: modules.length };
  if (ports !== undefined)
    throw new UsageError(message('config.portsOfOne', { name: names.ports, ...params }));
  if (flash !== undefined)
    throw new UsageError(message('config.flashOfOne', { name: names.flash, ...params }));
}

function everyListener(): Configuration['broker'] {
  const value = (kind: ListenerKind) => parseBrokerAddress(kind, true);
  return Object.fromEntries(
    BROKER_KINDS.map((kind) => [kind, { value: value(kind), from: 'option --try-tls' }]),
  );
}
