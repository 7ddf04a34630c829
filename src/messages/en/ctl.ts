import type { Message, Render } from '../types.ts';

const EFFECTS: Readonly<Record<string, string>> = {
  now: 'at once',
  connection: 'from the next connection on',
  host: 'for hosts that attach from now on',
  restart: 'from the next start of the module on',
  program: 'only where the program starts',
};

/** What `atmqtt ctl` says. */
export const ctl = {
  twoPlaces: ({ first, second }: { first: string; second: string }) =>
    `${first} and ${second} both say where the program is; leave one of them out.`,
  notUrl: ({ typed }: { typed: string }) =>
    `--url takes http://HOST:PORT or unix:PATH, such as http://127.0.0.1:9338, not ${JSON.stringify(typed)}.`,
  noReadyFile: ({ file, why }: { file: string; why: Message }, render: Render) =>
    `the ready file ${file} cannot be read: ${render(why)}. Is the program up, and does it have --ready-file?`,
  readyFileWithoutControl: ({ file }: { file: string }) =>
    `the ready file ${file} says nothing of a control plane; start the program with --control.`,
  unreachable: ({ place, why }: { place: string; why: Message }, render: Render) =>
    `no atmqtt answers at ${place}: ${render(why)}. Is it running with --control? atmqtt ctl --url asks elsewhere.`,
  ended: ({ place }: { place: string }) => `the program at ${place} has ended`,
  noAnswer: ({ seconds }: { seconds: number }) => `no answer within ${seconds} s`,
  badToken: () => 'The token cannot be sent: it has other characters than letters, digits and "-._~+/=".',
  status: ({ status }: { status: number }) => `the program answers with status ${status}; its log says why.`,
  whichModule: ({ names }: { names: readonly string[] }) =>
    names.length === 0
      ? 'No module is up yet; atmqtt ctl status says what is waited for.'
      : `There are several modules; choose one by --module: ${names.join(', ')}.`,
  unknownWait: ({
    typed,
    nearest,
    known,
  }: {
    typed: string;
    nearest: string | undefined;
    known: readonly string[];
  }) =>
    `Nothing called ${JSON.stringify(typed)} can be waited for${nearest === undefined ? '' : `; did you mean ${nearest}?`} There are ${known.join(', ')}.`,
  notPair: ({ typed }: { typed: string }) => `wait takes name=value, not ${JSON.stringify(typed)}.`,
  badDuration: ({ option, typed }: { option: string; typed: string }) =>
    `${option} takes a duration such as 500ms, 5s or 2m, not ${JSON.stringify(typed)}.`,
  module: ({
    name,
    powered,
    hosts,
    wifi,
    faults,
  }: {
    name: string;
    powered: boolean;
    hosts: number;
    wifi: boolean;
    faults: number;
  }) =>
    `${name}: ${powered ? 'on' : 'without power'}, ${hosts} ${hosts === 1 ? 'host' : 'hosts'}, Wi-Fi ${wifi ? 'connected' : 'not connected'}` +
    (faults === 0 ? '' : `, ${faults} ${faults === 1 ? 'fault' : 'faults'} on`),
  linkSettings: ({
    scheme,
    clientId,
    username,
    keepAlive,
    cleanSession,
  }: {
    scheme: number;
    clientId: string;
    username: string;
    keepAlive: number;
    cleanSession: boolean;
  }) =>
    `scheme ${scheme}, client ID ${JSON.stringify(clientId)}, ${username === '' ? 'no user' : `user ${JSON.stringify(username)}`}, keep alive ${keepAlive} s, ${cleanSession ? 'clean session' : 'session kept'}`,
  subscribed: ({ filter, qos }: { filter: string; qos: number }) =>
    `subscribed to ${JSON.stringify(filter)} with QoS ${qos}`,
  inFlight: ({
    id,
    topic,
    qos,
    phase,
    bytes,
  }: {
    id: number;
    topic: string;
    qos: number;
    phase: 'publish' | 'release';
    bytes: number;
  }) =>
    `in flight: packet ${id} to ${JSON.stringify(topic)}, QoS ${qos}, ${phase === 'release' ? 'PUBREC has come' : `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`}`,
  badNumber: ({ option, typed, max }: { option: string; typed: string; max: number }) =>
    `${option} takes a number from 1 to ${max}, not ${JSON.stringify(typed)}.`,
  noFaults: () => 'no fault is on',
  noTopics: () => 'there is no such topic',
  topic: ({
    topic,
    preview,
    retained,
    by,
  }: {
    topic: string;
    preview: string;
    retained: boolean;
    by: string | undefined;
  }) => `${topic}: ${preview}${retained ? ' (retained)' : ''}${by === undefined ? '' : ` by ${by}`}`,
  noClients: () => 'no client is connected, and no session is kept',
  client: ({
    id,
    address,
    filters,
  }: {
    id: string;
    address: string | undefined;
    filters: readonly string[];
  }) =>
    `${id}${address === undefined ? '' : ` at ${address}`}: ${filters.join(', ') || 'subscribed to nothing'}`,
  session: ({
    id,
    since,
    waiting,
    filters,
  }: {
    id: string;
    since: string;
    waiting: number;
    filters: readonly string[];
  }) =>
    `${id}, away since ${since}, ${waiting} ${waiting === 1 ? 'message waits' : 'messages wait'}: ${filters.join(', ') || 'subscribed to nothing'}`,
  fault: ({
    id,
    fault,
    parameters,
    active,
    acted,
  }: {
    id: number;
    fault: string;
    parameters: string;
    active: boolean;
    acted: number;
  }) =>
    `${id} ${fault}${parameters === '' ? '' : `,${parameters}`}: ${active ? 'on' : 'not begun'}, acted ${acted} ${acted === 1 ? 'time' : 'times'}`,
  setting: ({
    name,
    value,
    source,
    effect,
    next,
  }: {
    name: string;
    value: string;
    source: string;
    effect: string;
    next: string | undefined;
  }) =>
    `${name}=${value} (${source}; another value counts ${EFFECTS[effect] ?? effect})${next === undefined ? '' : `; ${next} waits for the next start`}`,
  changed: ({ name, value, effect }: { name: string; value: string; effect: string }) =>
    `${name}=${value} counts ${EFFECTS[effect] ?? effect}`,
  nothingChanged: () => 'nothing has changed',
};
