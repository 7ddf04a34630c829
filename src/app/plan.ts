import type { ListenAddress, ListenerKind } from '#broker/index';
import type { FaultSpec } from '#faults/table';
import type { Settings } from '#module/settings/settings';

/** What one module of a run is made from. */
export interface ModulePlan {
  /** Unlike that of every other module. */
  readonly name: string;
  /** Specifications of its ports, as `--port` takes them; hosts can be attached without any. */
  readonly ports: readonly string[];
  /** Nobody has asked for these ports: one that this machine lacks the means for is left out with a warning. */
  readonly portsAreDefault: boolean;
  /** The directory of its flash; undefined: what it stores lasts as long as the program. */
  readonly flash: string | undefined;
  readonly settings: Settings;
  /** What is wrong with it from the start. Default: nothing */
  readonly faults?: readonly FaultSpec[];
}

/** What a run is made from. */
export interface Plan {
  /** At least one. */
  readonly modules: readonly ModulePlan[];
  /** The listeners of the embedded broker; none: there is no broker. */
  readonly broker: Readonly<Partial<Record<ListenerKind, ListenAddress>>>;
  /** What the embedded broker does wrong from the start. Default: nothing */
  readonly brokerFaults?: readonly FaultSpec[];
  /** Web pages that may use the broker and WebSocket ports besides those of this machine. Default: none */
  readonly allowedOrigins?: readonly string[];
  /** Put the broker's CA and a client certificate into the flash of every module. */
  readonly tryTls: boolean;
  /** A program is run as the host: when the last host has gone, the next one finds a module that was reset. */
  readonly resetBetweenHosts?: boolean;
}
