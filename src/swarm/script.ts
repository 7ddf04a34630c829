import { message } from '#messages/message';
import type { TextPattern } from '#scenario/model';
import { PLACEHOLDERS } from '#scenario/placeholders';
import { readPattern } from '#scenario/read/texts';
import { isScenarioError, ScenarioError } from '#scenario/scenario-error';
import { Template } from '#scenario/template';
import type { BrokerTarget } from './broker-url.ts';
import type { FaultChange, SwarmLine, SwarmScenario, SwarmStep } from './swarm-scenario.ts';

/** A line, ready to be filled in. */
export interface ScriptLine {
  readonly send: Template;
  readonly data: Template | undefined;
  readonly expect: readonly TextPattern[];
  readonly timeoutMs: number;
  readonly publishes: boolean;
  /** What it publishes comes back to the module, so that its round trip can be measured. */
  readonly comesBack: boolean;
}

/** A step, ready to be done. */
export type ScriptStep = ScriptLine | { readonly waitMs: number } | FaultChange;

/** A scenario, ready to be played by any number of modules. */
export interface Script {
  readonly scenario: SwarmScenario;
  readonly broker: BrokerTarget;
  /** The last one subscribes to the module's own topic when round trips are measured. */
  readonly steps: readonly ScriptStep[];
  /** Empty: modules stay idle. */
  readonly round: readonly ScriptStep[];
  readonly topic: Template;
  readonly payload: Template;
}

const SUBSCRIBE: SwarmLine = { line: 'AT+MQTTSUB=0,"{topic}",{qos}', expect: [], timeoutMs: 30_000 };

/** Checks a topic or a payload that was not read from a file. @throws ScenarioError with its name */
export function checkTemplates({ topic, payload }: Pick<SwarmScenario, 'topic' | 'payload'>): void {
  for (const [name, text] of [
    ['topic', topic],
    ['payload', payload],
  ] as const) {
    try {
      new Template(text, PLACEHOLDERS[name]);
    } catch (error) {
      if (!isScenarioError(error)) throw error;
      throw new ScenarioError(message('swarm.badOption', { option: name, reason: error.reason }));
    }
  }
}

/** @param scenario that was checked */
export function prepareScript(scenario: SwarmScenario, broker: BrokerTarget): Script {
  const { loop, roundTrip, topic, payload } = scenario;
  return {
    scenario,
    broker,
    // What these publish leaves before the module has subscribed.
    steps: [...scenario.steps, ...(roundTrip ? [SUBSCRIBE] : [])].map((step) => ready(step, false)),
    round: loop === undefined || loop.rate === 0 ? [] : loop.steps.map((step) => ready(step, roundTrip)),
    topic: new Template(topic, PLACEHOLDERS.topic),
    payload: new Template(payload, PLACEHOLDERS.payload),
  };
}

function ready(step: SwarmStep, roundTrip: boolean): ScriptStep {
  if (!('line' in step)) return step;
  const { line, data, expect, timeoutMs } = step;
  const send = new Template(line, PLACEHOLDERS.line);
  const bytes = data === undefined ? undefined : new Template(data, PLACEHOLDERS.text);
  const publishes = /^AT\+MQTTPUB(RAW)?=/i.test(line);
  return {
    send,
    data: bytes,
    expect: expect.map(readPattern),
    timeoutMs,
    publishes,
    comesBack: roundTrip && publishes && send.uses('topic') && (bytes ?? send).uses('payload'),
  };
}
