import { counted } from '../counted.ts';
import type { Message, Render } from '../types.ts';

/** With separators of thousands, as in 10,100. */
const count = (number: number): string => number.toLocaleString('en-US');
const row = (name: string, value: string): string => `${name.padEnd(11)} ${value}`.trimEnd();

const URL_SHAPE = 'mqtt://HOST:PORT, mqtts://…, ws://HOST:PORT/PATH or wss://…';

type Limits = { option: string; min: number; max: number; typed: string };
type Percentiles = { p50: number; p90: number; p99: number; max: number };

/** What is said of a swarm: its options, its scenario, how it goes and how it went. */
export const swarm = {
  notWhole: ({ option, min, max, typed }: Limits) =>
    `${option} takes a whole number from ${min} to ${max}, not ${JSON.stringify(typed)}.`,
  notNumber: ({ option, min, max, typed }: Limits) =>
    `${option} takes a number from ${min} to ${max}, not ${JSON.stringify(typed)}.`,
  needsLoop: ({ option }: { option: string }) =>
    `${option} needs a loop in the scenario, but this one has none.`,
  emptyTopic: () => '--topic takes a topic, such as swarm/{id}, not "".',
  badOption: ({ option, reason }: { option: string; reason: Message }, render: Render) =>
    `In --${option}, ${render(reason)}`,
  notUrl: () => `--broker takes ${URL_SHAPE}.`,
  otherUrl: ({ begin }: { begin: string }) =>
    `--broker takes ${URL_SHAPE}, but this one begins with ${begin}.`,
  percentSign: () => 'In the user name or password of --broker, write % as %25.',
  needsUser: () => 'A password needs a user: --broker mqtt://USER@HOST:PORT.',
  tooManyFiles: ({
    modules,
    needed,
    have,
    advised,
  }: Record<'modules' | 'needed' | 'have' | 'advised', number>) =>
    `${count(modules)} modules need about ${count(needed)} open files, and this process may have ` +
    `${count(have)}: run "ulimit -n ${advised}" first, as root if the shell refuses, or use fewer modules.`,
  tooFewPorts: ({
    modules,
    address,
    ports,
    first,
    last,
  }: {
    modules: number;
    address: string;
    ports: number;
    first: number;
    last: number;
  }) =>
    `${count(modules)} modules need as many local ports towards ${address}, and this system gives ` +
    `${count(ports)} (${first} to ${last}): widen net.ipv4.ip_local_port_range, or use fewer modules.`,

  printHelps: () => 'atmqtt swarm --print-scenario prints one to start with',
  builtIn: () => 'the built-in scenario',
  cannot: ({ step }: { step: string }) =>
    `a swarm cannot do ${step}: its modules take AT lines with expect, data and timeout, faults other than those of the UART, and wait with a time; atmqtt play does the rest.`,

  begins: ({
    modules,
    workers,
    address,
    seed,
  }: {
    modules: number;
    workers: number;
    address: string;
    seed: number;
  }) =>
    `${counted(modules, 'module')} in ${counted(workers, 'thread')} to ${address}, --seed ${seed}; Ctrl-C ends.`,
  workerDied: ({ number, of, detail }: { number: number; of: number; detail: string }) =>
    `worker ${number} of ${of} died: ${detail}`,
  workerEnded: ({ number, of, code }: { number: number; of: number; code: number }) =>
    `worker ${number} of ${of} ended by itself with exit code ${code}`,

  reset: () => 'SIGUSR2 has reset the module',

  noAnswer: () => 'no answer in time',
  noCode: () => 'ERROR without a code; AT+SYSLOG=1 shows codes',
  otherReasons: () => 'other reasons',

  progress: ({
    seconds,
    connected,
    modules,
    sent,
    received,
    lost,
    errors,
    roundTrip,
  }: {
    seconds: number;
    connected: number;
    modules: number;
    /** A second. */
    sent: number;
    /** A second. */
    received: number;
    lost: number;
    errors: number;
    /** Milliseconds. */
    roundTrip: { p50: number; p99: number } | undefined;
  }) =>
    `${seconds} s: ${count(connected)} of ${count(modules)} connected, ` +
    `sent ${count(sent)}/s, received ${count(received)}/s, lost ${count(lost)}, errors ${count(errors)}` +
    (roundTrip === undefined
      ? ''
      : `, p50 ${roundTrip.p50.toFixed(1)} ms, p99 ${roundTrip.p99.toFixed(1)} ms`),

  summaryModules: ({ modules, ready }: { modules: number; ready: number }) =>
    row('modules', `${count(modules)}, ${count(ready)} completed the steps of the scenario`),
  summaryConnected: ({ connected }: { connected: number }) =>
    row('connected', `${count(connected)} at the end`),
  summaryLost: ({ lost, reconnected }: { lost: number; reconnected: number }) =>
    row('lost', `${count(lost)}, ${count(reconnected)} reconnected`),
  summarySent: ({ sent, perSecond }: { sent: number; perSecond: number }) =>
    row('sent', `${count(sent)}, ${count(perSecond)}/s`),
  summaryReceived: ({ received, perSecond }: { received: number; perSecond: number }) =>
    row('received', `${count(received)}, ${count(perSecond)}/s`),
  summaryRoundTrip: ({ p50, p90, p99, max }: Percentiles) =>
    row('round trip', `p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, max ${max} ms`),
  summaryNoRoundTrip: () => row('round trip', 'not measured'),
  summaryTook: ({ seconds, cpuSeconds, workers }: { seconds: number; cpuSeconds: number; workers: number }) =>
    row(
      'took',
      `${count(seconds)} s, ${count(cpuSeconds)} s of processor time in ${counted(workers, 'thread')}`,
    ),
  summaryMemory: ({ mebibytes }: { mebibytes: number }) => row('memory', `${count(mebibytes)} MiB resident`),
  summaryThresholds: () => row('thresholds', ''),
  threshold: ({
    threshold,
    ok,
    measured,
  }: {
    threshold: string;
    ok: boolean;
    measured: string | undefined;
  }) =>
    `${ok ? 'met' : 'crossed'}: ${threshold}, ${measured === undefined ? 'nothing was measured' : `measured ${measured}`}`,
  notWell: ({
    ready,
    modules,
    lost,
    errors,
    sent,
  }: Record<'ready' | 'modules' | 'lost' | 'errors' | 'sent', number>) =>
    `${count(ready)} of ${count(modules)} completed the steps of the scenario, ${count(lost)} lost, errors ${count(errors)}, ${count(sent)} sent`,
  summaryNoErrors: () => row('errors', 'none'),
  summaryErrors: () => row('errors', ''),
  summaryError: ({ count: times, code, name }: { count: number; code: string; name: string }) =>
    `${count(times)} × ${`${code} ${name}`.trim()}`,
  summaryLosses: ({ count: times, reason }: { count: number; reason: string }) =>
    `${count(times)} lost: ${reason}`,
};
