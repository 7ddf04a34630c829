import { counted } from '../counted.ts';
import type { Message, Render } from '../types.ts';

const TIME = 'a time with its unit, such as 500ms, 10s or 2m';
const STEPS = 'a list of AT lines and steps';

/** What the keys of a scenario take, by the last name of a path. */
const VALUES: Readonly<Record<string, string>> = {
  name: 'a text in quotes',
  about: 'a text',
  host: 'a text',
  firmware: 'a release in quotes, such as "3.4", or master',
  follow: 'manual or module',
  settings: 'settings of a module, as docs/reference/settings.md lists them',
  broker: 'tcp, tls, ws and wss, or false',
  tcp: 'HOST:PORT, a port or true',
  tls: 'HOST:PORT, a port or true',
  ws: 'HOST:PORT, a port or true',
  wss: 'HOST:PORT, a port or true',
  seed: 'a whole number from 0 to 2147483647',
  timeout: TIME,
  swarm: 'topic, payload, qos, ramp, roundTrip, thresholds and loop',
  thresholds: 'a list of conditions in quotes, such as "p99 < 50ms"',
  topic: 'a topic, a text in quotes',
  payload: 'a text in quotes',
  qos: '0, 1 or 2',
  retain: 'true or false',
  ramp: 'a number of modules a second, above 0',
  roundTrip: 'true or false',
  loop: 'rate, jitter and steps',
  rate: 'a number of rounds a second, 0 or more',
  jitter: 'a number from 0 to 100, in percent',
  steps: STEPS,
  at: 'an AT line, a text in quotes where YAML needs them',
  send: 'bytes, a text in quotes where YAML needs them',
  expect:
    'a text, a /regular expression/, a list of them in their order, or one of urc, published and silence',
  urc: 'the name of a URC, such as +MQTTSUBRECV',
  published: 'topic, payload, qos and retain',
  silence: TIME,
  fails: 'true, or a code such as 0x6006',
  data: 'a text in quotes',
  exact: 'true or false',
  optional: 'true or false',
  publish: 'topic, payload, qos and retain',
  fault: 'a fault such as wifi.drop,for=2s, its name with parameters, or remove with a name',
  remove: 'the name of a fault',
  wait: `${TIME}, or state and link`,
  state: 'a state from 0 to 6, as AT+MQTTCONN? prints it',
  link: 'a LinkID',
  repeat: 'times and steps',
  times: 'a whole number above 0',
  within: 'time and steps',
  time: TIME,
  parallel: 'two or more lists of steps',
  reset: 'true',
  power: 'on or off',
};

type Place = { readonly place: string };
/** How long was waited; the time of `within` counts where it was the shorter one. */
type Waited = { readonly ms: number; readonly withinLine: number | undefined };
type Answered = { readonly answer: string; readonly codes: readonly string[] };

/** As a person would write it. */
const duration = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
const waited = ({ ms, withinLine }: Waited): string =>
  `within ${duration(ms)}${withinLine === undefined ? '' : `, the time of line ${withinLine}`}`;
const quote = (pattern: string): string =>
  /^\/.+\/[a-z]*$/s.test(pattern) ? pattern : JSON.stringify(pattern);
const withCodes = ({ answer, codes }: Answered): string =>
  codes.length === 0 ? answer : `${answer}, ${codes.join(', ')}`;

/** What is said of scenarios: what is wrong with a file, how it is played and how it came out. */
export const scenario = {
  mistakes: ({ mistakes }: { mistakes: readonly Message[] }, render: Render) =>
    mistakes.map(render).join('\n'),
  mistakeAt: ({ file, line, reason }: { file: string; line: number; reason: Message }, render: Render) =>
    `${file}:${line}: ${render(reason)}`,
  mistakeIn: ({ place, reason }: Place & { reason: Message }, render: Render) =>
    `in ${place}, ${render(reason)}`,
  unknownKey: ({ key, nearest }: { key: string; nearest: string | undefined }) =>
    `there is no key ${key} here${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`,
  takes: ({ place, key }: Place & { key: string }) => `${place} takes ${VALUES[key] ?? 'something else'}.`,
  fileTakes: ({ keys }: { keys: readonly string[] }) =>
    `a scenario takes a mapping with the keys ${keys.join(', ')}.`,
  notThreshold: ({ text }: { text: string }) =>
    `a threshold is a metric, one of <, <=, ==, !=, >= and >, and a value, such as p99 < 50ms, not ${text}.`,
  unknownMetric: ({
    metric,
    nearest,
    known,
  }: {
    metric: string;
    nearest: string | undefined;
    known: readonly string[];
  }) =>
    nearest === undefined
      ? `there is no metric ${metric}; there are ${known.join(', ')}.`
      : `there is no metric ${metric}; did you mean ${nearest}?`,
  thresholdUnit: ({ metric, time, of }: { metric: string; time: boolean; of: string | undefined }) => {
    if (time) return `${metric} takes a time with its unit, such as 50ms or 2s.`;
    const percentage = of === undefined ? '' : `, or a percentage of ${of}, such as 99.9%`;
    return `${metric} takes a number${percentage}.`;
  },
  belongsToSwarm: ({ key }: { key: string }) =>
    `${key} belongs under swarm: now, as in swarm: {${key}: …}; steps stays where it is.`,
  stepTakes: ({ place, names }: Place & { names: readonly string[] }) =>
    `${place} takes an AT line, or a mapping with one of ${names.join(', ')}.`,
  noStep: ({ place, key, nearest }: Place & { key: string; nearest: string | undefined }) =>
    `${place} has none of the keys that make a step${key === '' ? '.' : `: there is no step ${key}; did you mean ${nearest}?`}`,
  wildcard: ({ place }: Place) =>
    `${place}.publish.topic takes a topic without the wildcards + and #, which only topic filters have.`,
  severalSteps: ({ place, names }: Place & { names: readonly string[] }) =>
    `${place} is one step, and ${names.join(' and ')} are several; begin each with a dash of its own.`,
  sendIsBytes: ({ place }: Place) =>
    `${place} has send for an AT line: write at: AT+… instead, with expect, data and timeout (30s) beside it; send is for bytes as they are.`,
  notBytes: ({ mark }: { mark: string }) =>
    `${mark} is neither bytes in hexadecimal, as ‹ff 0a›, nor a repetition, as ‹a*300›.`,
  repeatedTooOften: ({ mark, max }: { mark: string; max: number }) => `${mark} makes more than ${max} bytes.`,
  badExpression: ({ typed, why }: { typed: string; why: string }) =>
    `${typed} is not a regular expression: ${why}.`,
  unknownPlaceholder: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no placeholder {${name}} here; did you mean {${nearest}}?`,
  noLengthFor: ({ name }: { name: string }) => `only {random:LENGTH} takes a length, not {${name}}.`,
  badLength: ({ max, typed }: { max: number; typed: string }) =>
    `{random:LENGTH} takes a length from 1 to ${max}, not ${typed}.`,

  noFile: ({ file, help }: { file: string; help: Message }, render: Render) =>
    `The scenario ${file} cannot be read: no such file; ${render(help)}.`,
  unreadable: ({ file, why, help }: { file: string; why: string; help: Message }, render: Render) =>
    `The scenario ${file} cannot be read: ${why}; ${render(help)}.`,
  listHelps: () => 'atmqtt play --list lists the built-in ones',

  interrupted: ({ signal }: { signal: string }) => `${signal} ended the scenario.`,
  restarted: () => 'The module restarted and wrote ready instead of an answer.',
  textDidNotCome: ({ text, ...rest }: Waited & { text: string }) =>
    `${quote(text)} did not come ${waited(rest)}.`,
  urcDidNotCome: ({ what, others, ...rest }: Waited & { what: string; others: readonly string[] }) =>
    `${what}: it did not come ${waited(rest)}${others.length === 0 ? '' : `; of that name came ${others.join(', ')}`}.`,
  noAnswer: ({ what, ...rest }: Waited & { what: 'answer' | 'prompt' }) =>
    what === 'answer' ? `No OK and no ERROR came ${waited(rest)}.` : `No prompt > came ${waited(rest)}.`,
  answered: (answered: Answered) => `The answer was ${withCodes(answered)}.`,
  shouldFail: (answered: Answered) => `The answer was ${withCodes(answered)}, and should have been ERROR.`,
  otherCode: ({ wanted, codes }: { wanted: string; codes: readonly string[] }) =>
    codes.length === 0
      ? `ERROR came without a code, and should have had ${wanted}; AT+SYSLOG=1 before it shows codes.`
      : `ERROR came with ${codes.join(', ')}, and should have had ${wanted}.`,
  notSilent: ({ ms }: { ms: number }) => `Something came, but nothing should have come for ${duration(ms)}.`,
  notPublished: ({
    what,
    left,
    ...rest
  }: Waited & { what: string; left: readonly { topic: string; payload: string; qos: number }[] }) => {
    const others = left.map(({ topic, payload, qos }) => `${topic} ${JSON.stringify(payload)} QoS ${qos}`);
    return `${what}: it did not come ${waited(rest)}; ${others.length === 0 ? 'nothing was published' : `published was ${others.join('; ')}`}.`;
  },
  otherState: ({
    link,
    state,
    now,
    ...rest
  }: Waited & { link: number; state: number; now: number | undefined }) =>
    `Link ${link} was not in state ${state} ${waited(rest)}; ${now === undefined ? 'there is no such link' : `it is in ${now}`}.`,
  tooLate: ({ ms, line }: { ms: number; line: number }) =>
    `The ${duration(ms)} of line ${line} were over before its steps were.`,
  hostDidNotSend: ({ wanted, sent, ...rest }: Waited & { wanted: string; sent: string | undefined }) =>
    `The host did not send ${wanted} ${waited(rest)}; ${sent === undefined ? 'it sent nothing more' : `it sent ${sent} last`}.`,

  unknown: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `There is no scenario ${name}; ${nearest === undefined ? '' : `did you mean ${nearest}? `}atmqtt play --list lists the built-in ones; a file has a slash or ends with .yaml.`,
  nothingToPlay: () =>
    'atmqtt play takes scenarios: files, names of built-in ones, or --all; atmqtt play --list lists the built-in ones.',
  leftOut: ({ file, line, reason }: { file: string; line: number; reason: Message }, render: Render) =>
    `${file}:${line} is skipped: ${render(reason)}`,
  needsBroker: ({ step }: { step: string }) =>
    `${step} needs the embedded broker, but this scenario has broker: false.`,
  needsListener: ({ name, kind }: { name: string; kind: string }) =>
    `{${name}} needs a listener, but this scenario has none of that kind: add ${kind}: true under broker.`,
  notAgainst: ({ step, port }: { step: string; port: string }) =>
    `${step} is not possible with the module at ${port}, which atmqtt does not control; --skip-faults skips it.`,
  settingsNotAgainst: ({ port }: { port: string }) =>
    `settings, firmware and follow are not possible with the module at ${port}; --skip-faults plays the scenario without them.`,
  needsAgainst: () =>
    '--as module needs the port of the host: --against pty:/tmp/esp or --against tcp-listen:3333.',
  anyAddress: ({ host }: { host: string }) =>
    `--broker takes the address at which the hardware reaches this computer, such as 192.168.1.10:1883, not ${host}.`,
  badSeed: ({ typed, max }: { typed: string; max: number }) =>
    `--seed takes a whole number from 0 to ${max}, not ${JSON.stringify(typed)}.`,
  programEnded: ({ command, how }: { command: string; how: Message }, render: Render) =>
    `The program of exec:${command} ${render(how)} before the scenario was over.`,
  waiting: ({ where }: { where: string }) => `  waiting at ${where}`,
  lineClosed: () => 'The port was closed.',
  nobodyThere: ({ port, ms }: { port: string; ms: number }) =>
    `Nothing is connected at ${port} after ${duration(ms)}: is the module on, and the port right?`,
  noModule: ({ port }: { port: string }) =>
    `No module answers AT at ${port}: is it the right port, and the right speed (serial:DEVICE,BAUD)?`,
  noRestart: ({ port, ms }: { port: string; ms: number }) =>
    `The module at ${port} did not write ready within ${duration(ms)} after AT+RST.`,
  stepLine: ({ ok, seconds, depth, step }: { ok: boolean; seconds: number; depth: number; step: string }) =>
    `  ${ok ? 'ok  ' : 'FAIL'} ${seconds.toFixed(3).padStart(8)} s  ${'  '.repeat(depth)}${step}`,
  failedAt: ({ file, line, reason }: { file: string; line: number; reason: Message }, render: Render) =>
    `${file}:${line}: ${render(reason)}`,
  cameThrough: ({ name, steps, seconds }: { name: string; steps: number; seconds: number }) =>
    `${name}: passed, ${counted(steps, 'step')} in ${seconds.toFixed(1)} s`,
  failed: ({ name, seconds }: { name: string; seconds: number }) =>
    `${name}: FAILED after ${seconds.toFixed(1)} s`,
  summary: ({ passed, failed }: { passed: number; failed: number }) =>
    `${passed} of ${passed + failed} scenarios passed.`,
  notReached: () => 'not reached',
  listLine: ({ name, width, about }: { name: string; width: number; about: string }) =>
    `${name.padEnd(width)}  ${about}`,
};
