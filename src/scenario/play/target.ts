import type { BrokerMessage, BrokerPublish } from '#broker/index';
import type { Faults } from '#faults/fault-set';
import type { FaultName, FaultSpec } from '#faults/table';
import type { Message } from '#messages/message';
import type { ModuleOutput } from './module-output.ts';
import type { Traffic } from './traffic.ts';

/** What answers a line that was dropped. */
export const BUSY = 'busy p...';

/** A line that a host under test has sent. */
export interface HostLine {
  /** Without its line end. */
  readonly text: string;
  /** How much the module had written by then. */
  readonly at: number;
  /** The module was busy with another one, and dropped it. */
  dropped: boolean;
}

/** The embedded broker of a scenario. */
export interface PlayBroker {
  readonly host: string;
  /** By the kind of listener. */
  readonly ports: Readonly<Partial<Record<'tcp' | 'tls' | 'ws' | 'wss', number>>>;
  /** What clients have published, in its order. */
  readonly messages: readonly BrokerMessage[];
  readonly faults: FaultSwitch;
  publish(message: BrokerPublish): Promise<void>;
}

/** Switches faults on and off. */
export interface FaultSwitch extends Pick<Faults, 'remove'> {
  addSpec(spec: FaultSpec): unknown;
  remove(name?: FaultName): void;
}

/** What a scenario is played on: a module, and who or what stands at its line. */
export interface PlayTarget {
  /** Whom the scenario plays: the host of a module, or the module of a host. */
  readonly plays: 'host' | 'module';
  readonly output: ModuleOutput;
  readonly traffic: Traffic;
  /** What the host under test has sent; nothing where the scenario is the host. */
  readonly hostLines: readonly HostLine[];
  /** Why nothing can come any more. */
  readonly over: Message | undefined;
  /** Undefined: there is none. */
  readonly broker: PlayBroker | undefined;
  /** Those of the module; undefined: they cannot be had, as of genuine hardware. */
  readonly faults: FaultSwitch | undefined;
  /** Calls at everything that can be awaited, output, lines, messages, states, until `done` says so. */
  onChange(listener: () => void, done: () => boolean): void;
  /** Sends bytes as the host. */
  send(bytes: Buffer): void;
  /** Whether it tells the states of its links; else it must be asked for them. */
  readonly tellsStates: boolean;
  /** The state of a link, 0 to 6; undefined: there is no such link, or it is not told. */
  linkState(link: number): number | undefined;
  /** Pulls its reset line, or what comes nearest to it. */
  reset(): void;
  /** Switches it off or on; undefined: it cannot be done here. */
  readonly power: ((on: boolean) => void) | undefined;
  close(): Promise<void>;
}

/** The command of a line with what says which form it is: `AT+MQTTCONN=`, `AT+MQTTCONN?`. */
export function commandOf(line: string): string {
  return /^[^=?]*(?:=\?|\?|=)?/.exec(line.toUpperCase())?.[0] ?? line;
}
