import type { ListenAddress, ListenerKind } from '#broker/index';
import type { FaultSpec } from '#faults/table';
import type { HostPort } from '#net/host-port';
import type { ControlAddress } from './control-address.ts';
import type { LogLevelOption } from './plan-options.ts';
import type { WebAddress } from './web-address.ts';

/** A value and where it came from. */
export interface Sourced<T> {
  readonly value: T;
  /** For people: `option --set`, `environment ATMQTT_LINKS`, `atmqtt.yaml:11`, `default`. */
  readonly from: string;
}

/** Settings by their dotted names. */
export type SourcedSettings = ReadonlyMap<string, Sourced<unknown>>;

/** What can be said of one module. */
export interface ModuleSource {
  readonly ports?: Sourced<readonly string[]>;
  readonly flash?: Sourced<string>;
  /** What is wrong with it from the start. */
  readonly faults?: readonly Sourced<FaultSpec>[];
  readonly settings: SourcedSettings;
}

/** What one source says: options, environment or file. Its settings are for every module. */
export interface ConfigSource extends ModuleSource {
  readonly logLevel?: Sourced<LogLevelOption>;
  /** Where metrics are served. */
  readonly metrics?: Sourced<HostPort>;
  /** Where the control plane listens. */
  readonly control?: Sourced<ControlAddress>;
  /** Where the page is served. */
  readonly web?: Sourced<WebAddress>;
  /** Web pages that may connect besides those of this machine. */
  readonly allowedOrigins?: Sourced<readonly string[]>;
  readonly broker: Readonly<Partial<Record<ListenerKind, Sourced<ListenAddress>>>>;
  /** What the embedded broker does wrong. */
  readonly brokerFaults?: readonly Sourced<FaultSpec>[];
}

/** What a settings file says; the modules in its order, none when it leaves them out. */
export interface FileSource extends Omit<ConfigSource, 'ports' | 'flash'> {
  /** As the user wrote it. */
  readonly file: string;
  /** There is a password in it. */
  readonly secret: boolean;
  readonly modules: readonly (ModuleSource & { readonly name: string })[];
}
