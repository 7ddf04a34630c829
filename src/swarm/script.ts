import { type Message, message } from '#messages/message';
import type { BrokerTarget } from './broker-url.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';
import { isScenarioError, ScenarioError } from './scenario-error.ts';
import { Template } from './template.ts';

/** A step, ready to be filled in. */
export interface ScriptStep {
  readonly send: Template;
  readonly data: Template | undefined;
  readonly expect: string;
  readonly timeoutMs: number;
  readonly publishes: boolean;
  /** What it publishes comes back to the module, so that its round trip can be measured. */
  readonly comesBack: boolean;
}

/** A scenario, ready to be played by any number of modules. */
export interface Script {
  readonly scenario: Scenario;
  readonly broker: BrokerTarget;
  /** The last one subscribes to the module's own topic when round trips are measured. */
  readonly steps: readonly ScriptStep[];
  /** Empty: modules stay idle. */
  readonly round: readonly ScriptStep[];
  readonly topic: Template;
  readonly payload: Template;
}

/** What any template may use. */
const OWN = ['id', 'n', 'seq', 'time'];
/** What a topic or a payload may not use, since it is made of them. */
const IN_LINES = ['host', 'port', 'scheme', 'path', 'username', 'password', 'qos', 'topic', 'payload'];

const SUBSCRIBE: ScenarioStep = {
  send: 'AT+MQTTSUB=0,"{topic}",{qos}',
  expect: 'OK',
  timeout: 30,
  data: undefined,
};

/** Where in a scenario something is wrong. */
export interface ScenarioMistake {
  readonly path: readonly (string | number)[];
  readonly reason: Message;
}

/** The first placeholder that does not exist, if there is one. */
export function mistakeIn(scenario: Scenario): ScenarioMistake | undefined {
  const texts: [path: (string | number)[], text: string, known: readonly string[]][] = [
    [['topic'], scenario.topic, ['id', 'n']],
    [['payload'], scenario.payload, OWN],
    ...textsOf(['steps'], scenario.steps),
    ...textsOf(['loop', 'steps'], scenario.loop?.steps ?? []),
  ];
  for (const [path, text, known] of texts) {
    try {
      new Template(text, known);
    } catch (error) {
      if (!isScenarioError(error)) throw error;
      return { path, reason: error.reason };
    }
  }
  return undefined;
}

/** @throws ScenarioError for a placeholder that does not exist */
export function prepareScript(scenario: Scenario, broker: BrokerTarget): Script {
  const mistake = mistakeIn(scenario);
  if (mistake !== undefined) {
    const place = mistake.path.join('.');
    throw new ScenarioError(message('swarm.badStep', { place, reason: mistake.reason }));
  }
  const { loop, roundTrip } = scenario;
  return {
    scenario,
    broker,
    // What these publish leaves before the module has subscribed.
    steps: [...scenario.steps, ...(roundTrip ? [SUBSCRIBE] : [])].map((step) => ready(step, false)),
    round: loop === undefined || loop.rate === 0 ? [] : loop.steps.map((step) => ready(step, roundTrip)),
    topic: new Template(scenario.topic, ['id', 'n']),
    payload: new Template(scenario.payload, OWN),
  };
}

function textsOf(
  path: (string | number)[],
  steps: readonly ScenarioStep[],
): [path: (string | number)[], text: string, known: readonly string[]][] {
  return steps.flatMap(({ send, data }, index) => [
    [[...path, index, 'send'], send, [...OWN, ...IN_LINES, 'length']],
    [[...path, index, 'data'], data ?? '', [...OWN, ...IN_LINES]],
  ]);
}

function ready({ send, data, expect, timeout }: ScenarioStep, roundTrip: boolean): ScriptStep {
  const line = new Template(send, [...OWN, ...IN_LINES, 'length']);
  const bytes = data === undefined ? undefined : new Template(data, [...OWN, ...IN_LINES]);
  const publishes = /^AT\+MQTTPUB(RAW)?=/i.test(send);
  return {
    send: line,
    data: bytes,
    expect,
    timeoutMs: timeout * 1000,
    publishes,
    comesBack: roundTrip && publishes && line.uses('topic') && (bytes ?? line).uses('payload'),
  };
}
