import type { BrokerPublish } from '#broker/index';
import { reasonOf } from '#errors/atmqtt-error';
import { areaOf } from '#faults/table';
import { message } from '#messages/message';
import type { FaultStep, ScenarioStep, WaitStep } from '../model.ts';
import { toBytes } from '../notation.ts';
import { performAt, performSend } from './at-step.ts';
import { performExpect } from './expect-step.ts';
import type { PlayContext } from './play-context.ts';
import { StepFailure } from './step-failure.ts';
import type { FaultSwitch, PlayTarget } from './target.ts';

/** Milliseconds from one question for a state to the next. */
const POLL_MS = 200;
const FINAL = /^(?:OK|ERROR|busy p\.\.\.)$/;
/** What AT+MQTTCONN? is answered. */
const ANSWER = /^(?:\+MQTTCONN:.*|AT\+MQTTCONN\?\r|OK|ERROR|busy p\.\.\.)$/;

/** A step that has no others inside of it. */
export type SimpleStep = Exclude<ScenarioStep, { kind: 'repeat' | 'within' | 'parallel' }>;

/** Does one thing. @throws StepFailure when it does not come out as it should */
export async function performStep(step: SimpleStep, context: PlayContext): Promise<void> {
  const { target } = context;
  switch (step.kind) {
    case 'at':
      return performAt(step, context);
    case 'expect':
      return performExpect(step, context);
    case 'send':
      return performSend(step, context);
    case 'publish': {
      const [topic, payload] = [toBytes(context.fill(step.topic)), toBytes(context.fill(step.payload))];
      return publish(target, { topic: topic.toString(), payload, qos: step.qos, retain: step.retain });
    }
    case 'fault':
      return performFault(step, target);
    case 'wait':
      return performWait(step, context);
    case 'reset': {
      const from = target.output.length;
      target.reset();
      return awaitReady(from, context);
    }
    case 'power': {
      const from = target.output.length;
      target.power?.(step.on);
      return step.on ? awaitReady(from, context) : undefined;
    }
  }
}

/** @throws StepFailure when the broker refuses it, as a topic with wildcards */
async function publish({ broker }: PlayTarget, sent: BrokerPublish): Promise<void> {
  try {
    await broker?.publish(sent);
  } catch (error) {
    throw new StepFailure(reasonOf(error));
  }
}

/** Where a fault acts: at the broker for all its clients, else in the module; undefined: nowhere here. */
function switchFor({ name }: FaultStep, target: PlayTarget): FaultSwitch | undefined {
  return areaOf(name) === 'broker' && target.broker !== undefined ? target.broker.faults : target.faults;
}

function performFault(step: FaultStep, target: PlayTarget): void {
  const faults = switchFor(step, target);
  if (step.spec === undefined) faults?.remove(step.name);
  else faults?.addSpec(step.spec);
}

async function performWait({ wait, timeoutMs }: WaitStep, context: PlayContext): Promise<void> {
  if ('ms' in wait) return context.pause(wait.ms);
  const { target, shared } = context;
  const { link, state } = wait;
  if (!target.tellsStates) return pollState(link, state, timeoutMs ?? shared.timeoutMs, context);
  const there = await context.find(
    () => (target.linkState(link) === state ? true : undefined),
    timeoutMs ?? shared.timeoutMs,
  );
  if (there !== undefined) return;
  throw new StepFailure(
    message('scenario.otherState', {
      link,
      state,
      now: target.linkState(link),
      ...context.waited(timeoutMs),
    }),
  );
}

/** What it writes from here on stays unread. */
async function awaitReady(from: number, context: PlayContext): Promise<void> {
  const { output } = context.target;
  const isReady = (): true | undefined =>
    output.tokensFrom(from).some(({ text }) => text === 'ready') ? true : undefined;
  const found = await context.find(isReady, context.shared.timeoutMs);
  if (found !== undefined) return;
  throw new StepFailure(message('scenario.textDidNotCome', { text: 'ready', ...context.waited(undefined) }), {
    text: 'ready',
    came: Buffer.from(output.slice(from)),
  });
}

/** A module elsewhere tells its states only to who asks. */
async function pollState(link: number, state: number, ms: number, context: PlayContext): Promise<void> {
  const { clock, turns } = context.shared;
  const until = clock.now() + ms;
  for (;;) {
    const now = await turns.take(() => askState(link, context));
    if (now === state) return;
    if (clock.now() + POLL_MS > until)
      throw new StepFailure(message('scenario.otherState', { link, state, now, ...context.waited(ms) }));
    await context.pause(POLL_MS);
  }
}

/** @returns undefined when it does not tell */
async function askState(link: number, context: PlayContext): Promise<number | undefined> {
  const { target, inbox, shared } = context;
  const from = target.output.length;
  target.send(Buffer.from('AT+MQTTCONN?\r\n'));
  const answered = (): true | undefined =>
    target.output.tokensFrom(from).some(({ text }) => FINAL.test(text)) ? true : undefined;
  await context.find(answered, shared.timeoutMs);
  const answer = target.output.tokensFrom(from).filter(({ text }) => ANSWER.test(text));
  for (const token of answer) inbox.take(token);
  const [, found] =
    answer
      .map(({ text }) => /^\+MQTTCONN:(\d+),(\d+)/.exec(text))
      .find((match) => match?.[1] === String(link))
      ?.slice(1) ?? [];
  return found === undefined ? undefined : Number(found);
}
