import type { CommandEvent } from '#at/session/observer';
import { filterTakes } from '#browser/index';
import type { SessionEvent } from '../session.ts';

/** The steps, in their order. */
export const STEPS = [
  'hello',
  'client',
  'connect',
  'subscribe',
  'publish',
  'raw',
  'codes',
  'mistake',
  'escape',
  'leave',
] as const;
export type StepName = (typeof STEPS)[number];

/** What is to be typed. */
export const EXAMPLES: Readonly<Record<StepName, readonly string[]>> = {
  hello: ['AT'],
  client: ['AT+MQTTUSERCFG=0,1,"desk","","",0,0,""'],
  connect: ['AT+MQTTCONN=0,"broker.example",1883,0'],
  subscribe: ['AT+MQTTSUB=0,"garden/#",1'],
  publish: ['AT+MQTTPUB=0,"garden/door","open",1,0'],
  raw: ['AT+MQTTPUBRAW=0,"garden/photo",5,0,0', 'hello'],
  codes: ['AT+SYSLOG=1'],
  mistake: ['AT+MQTTPUB=0,"garden/door","{"a":1,"b":2}",0,0'],
  escape: ['AT+MQTTPUB=0,"garden/door","{\\"a\\":1\\,\\"b\\":2}",0,0'],
  leave: ['AT+MQTTCLEAN=0'],
};

/** Codes and reason of a command that failed. */
export type Failure = NonNullable<CommandEvent['failure']>;

/** What a learner is told who did something else than the step wants. */
export type Note =
  | { readonly note: 'failed'; readonly failure: Failure }
  | { readonly note: 'otherCommand'; readonly wanted: string }
  | { readonly note: 'otherScheme'; readonly scheme: string }
  | { readonly note: 'otherFilter'; readonly topic: string }
  | { readonly note: 'notSubscribed'; readonly topic: string }
  | { readonly note: 'typeData'; readonly bytes: number }
  | { readonly note: 'dataMissing'; readonly bytes: number }
  | { readonly note: 'dataTooLong'; readonly bytes: number }
  | { readonly note: 'codesOff' }
  | { readonly note: 'noMistake' }
  | { readonly note: 'otherMistake'; readonly failure: Failure }
  | { readonly note: 'noComma' };

/** What becomes of a step by what happened: it is done, something is to be said, or neither. */
export type Outcome = 'done' | Note | undefined;

/** AT_MQTT_DATA_READ_FAILED, which an unescaped comma in the data gives. */
const DATA_READ_FAILED = 0x010a6044;
const TOPIC = 'garden/door';

type Check = (event: SessionEvent, filters: readonly string[]) => Outcome;

/** Of a command: what its success means; its failure is told as such. */
function command(name: string, succeeded: (line: string, filters: readonly string[]) => Outcome): Check {
  return (event, filters) => {
    if (event.type !== 'command') return undefined;
    const { line, ok, failure } = event.command;
    if (!ok) return failure && { note: 'failed', failure };
    return isOf(line, name) ? succeeded(line, filters) : { note: 'otherCommand', wanted: name };
  };
}

function isOf(line: string, name: string): boolean {
  const typed = line.toUpperCase();
  return typed === name || typed.startsWith(`${name}=`);
}

/** A publish that is to come back. */
const comesBack = (
  check: (data: string) => Outcome,
  line: (line: string) => Outcome = () => undefined,
): Check => {
  const published = command('AT+MQTTPUB', (typed, filters) => {
    const topic = /^[^,]*,"([^"]*)"/.exec(typed)?.[1] ?? '';
    if (!filters.some((filter) => filterTakes(filter, topic))) return { note: 'notSubscribed', topic };
    return line(typed);
  });
  return (event, filters) => {
    if (event.type !== 'urc') return published(event, filters);
    const data = /^\+MQTTSUBRECV:\d+,"[^"]*",\d+,([\s\S]*)$/.exec(event.line)?.[1];
    return data === undefined ? undefined : check(data);
  };
};

const CHECKS: Readonly<Record<StepName, Check>> = {
  hello: command('AT', () => 'done'),
  client: command('AT+MQTTUSERCFG', (line) => {
    const scheme = /=\d+,\s*(\d+)/.exec(line)?.[1] ?? '';
    return scheme === '1' ? 'done' : { note: 'otherScheme', scheme };
  }),
  connect: command('AT+MQTTCONN', () => 'done'),
  subscribe: command('AT+MQTTSUB', (_line, filters) =>
    filters.some((filter) => filterTakes(filter, TOPIC)) ? 'done' : { note: 'otherFilter', topic: TOPIC },
  ),
  publish: comesBack(() => 'done'),
  raw(event) {
    if (event.type === 'data') {
      if (event.remaining > 0) return { note: 'dataMissing', bytes: event.remaining };
      return event.remaining < 0 ? { note: 'dataTooLong', bytes: -event.remaining } : undefined;
    }
    return command('AT+MQTTPUBRAW', (line) => {
      const { dataBytes } = (event as { readonly command: CommandEvent }).command;
      if (dataBytes !== undefined) return 'done';
      return { note: 'typeData', bytes: Number(/,\s*(\d+),\d,\d$/.exec(line)?.[1]) };
    })(event, []);
  },
  codes: command('AT+SYSLOG', (line) => (line.endsWith('=1') ? 'done' : { note: 'codesOff' })),
  mistake(event) {
    if (event.type !== 'command') return undefined;
    const { line, ok, failure } = event.command;
    if (ok)
      return isOf(line, 'AT+MQTTPUB')
        ? { note: 'noMistake' }
        : { note: 'otherCommand', wanted: 'AT+MQTTPUB' };
    if (failure === undefined) return undefined;
    return failure.codes.includes(DATA_READ_FAILED) ? 'done' : { note: 'otherMistake', failure };
  },
  escape: comesBack((data) => (data.includes(',') ? 'done' : { note: 'noComma' })),
  leave: command('AT+MQTTCLEAN', () => 'done'),
};

/** What becomes of a step by something that happened. @param filters that link 0 has subscribed to */
export function check(step: StepName, event: SessionEvent, filters: readonly string[]): Outcome {
  return CHECKS[step](event, filters);
}
