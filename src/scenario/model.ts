import type { ListenAddress, ListenerKind } from '#broker/index';
import type { FaultName, FaultSpec } from '#faults/table';
import type { SettingsInput } from '#module/settings/settings';
import type { StepName } from './schema.ts';
import type { Template } from './template.ts';
import type { Threshold } from './threshold.ts';

/** What must come: a text, wherever it comes, or a regular expression. */
export interface TextPattern {
  /** As it is written. */
  readonly shown: string;
  readonly template: Template;
  /** Undefined: a text in the notation of transcripts. */
  readonly flags: string | undefined;
}

/** What all steps have. */
interface AnyStep<K extends StepName> {
  readonly kind: K;
  /** Where it is in its file, from 1. */
  readonly line: number;
  /** Itself in a line, for people. */
  readonly shown: string;
}

/** A step that waits for something. */
interface WaitingStep<K extends StepName> extends AnyStep<K> {
  /** Undefined: that of the scenario. */
  readonly timeoutMs: number | undefined;
}

/** Nothing comes for so long. */
interface Silence {
  readonly silenceMs: number;
}

/** A URC with these fields. */
export interface ExpectedUrc {
  readonly name: string;
  readonly fields: Readonly<Record<string, TextPattern>>;
}

/** A message that a client publishes. */
export interface ExpectedPublish {
  readonly topic: Template;
  readonly payload: TextPattern | undefined;
  readonly qos: number | undefined;
  readonly retain: boolean | undefined;
}

/** An AT line and what comes back. */
export interface AtStep extends WaitingStep<'at'> {
  readonly template: Template;
  /** What must come before or after the end of the answer, in this order. */
  readonly texts: readonly TextPattern[];
  /** It is not answered at all, for so long. */
  readonly silenceMs: number | undefined;
  /** `true`: with ERROR; a number: with this code. */
  readonly fails: boolean | number;
  readonly data: Template | undefined;
  readonly exact: boolean;
  readonly optional: boolean;
}

/** Bytes as they are. */
export interface SendStep extends AnyStep<'send'> {
  readonly template: Template;
}

/** What must come. */
export interface ExpectStep extends WaitingStep<'expect'> {
  readonly expected:
    | { readonly texts: readonly TextPattern[] }
    | { readonly urc: ExpectedUrc }
    | { readonly published: ExpectedPublish }
    | Silence;
}

/** The broker publishes. */
export interface PublishStep extends AnyStep<'publish'> {
  readonly topic: Template;
  readonly payload: Template;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** A fault begins, or ends. */
export interface FaultStep extends AnyStep<'fault'> {
  /** Undefined: one is switched off. */
  readonly spec: FaultSpec | undefined;
  /** The one that is meant. */
  readonly name: FaultName;
}

/** Goes on later. */
export interface WaitStep extends WaitingStep<'wait'> {
  readonly wait: { readonly ms: number } | { readonly link: number; readonly state: number };
}

/** Steps that are done several times. */
export interface RepeatStep extends AnyStep<'repeat'> {
  readonly times: number;
  readonly steps: readonly ScenarioStep[];
}

/** Steps that are done in a time. */
export interface WithinStep extends AnyStep<'within'> {
  readonly ms: number;
  readonly steps: readonly ScenarioStep[];
}

/** Steps that are done side by side. */
export interface ParallelStep extends AnyStep<'parallel'> {
  readonly branches: readonly (readonly ScenarioStep[])[];
}

/** The module's reset line. */
export type ResetStep = AnyStep<'reset'>;

/** The module's power. */
export interface PowerStep extends AnyStep<'power'> {
  readonly on: boolean;
}

/** One thing that a scenario does. */
export type ScenarioStep =
  | AtStep
  | SendStep
  | ExpectStep
  | PublishStep
  | FaultStep
  | WaitStep
  | RepeatStep
  | WithinStep
  | ParallelStep
  | ResetStep
  | PowerStep;

/** What a swarm of modules takes besides the steps. */
export interface SwarmPart {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly ramp: number;
  readonly roundTrip: boolean;
  /** What must hold at the end. */
  readonly thresholds: readonly Threshold[];
  readonly loop:
    | { readonly rate: number; readonly jitter: number; readonly steps: readonly ScenarioStep[] }
    | undefined;
}

/** A scenario file, read. */
export interface Scenario {
  /** The file, as it was named. */
  readonly file: string;
  readonly name: string;
  readonly about: string | undefined;
  readonly host: string | undefined;
  /** Settings of the module, with its firmware and whom it follows; undefined: the file asks for none. */
  readonly settings: SettingsInput | undefined;
  /** Where they are. */
  readonly settingsLine: number;
  /** The listeners of the embedded broker; undefined: there is no broker. */
  readonly broker: Readonly<Partial<Record<ListenerKind, ListenAddress>>> | undefined;
  readonly seed: number;
  /** Undefined: the file says nothing. */
  readonly timeoutMs: number | undefined;
  readonly swarm: SwarmPart;
  readonly steps: readonly ScenarioStep[];
}
