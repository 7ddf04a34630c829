import type { Message, Render } from '../types.ts';

/** What the control plane answers to what cannot be done now. */
export const controlAction = {
  justOneOf: ({ fields }: { fields: readonly string[] }) =>
    `The body takes one of ${fields.slice(0, -1).join(', ')} and ${fields.at(-1)}, and just one.`,
  withoutPower: ({ module }: { module: string }) =>
    `${module} has no power; switch it on by atmqtt ctl power on, or POST /api/v1/modules/${module}/power {"on":true}.`,
  asleep: ({ module }: { module: string }) =>
    `${module} sleeps and hears nothing; wait until it wakes, or reset it by atmqtt ctl reset, or POST /api/v1/modules/${module}/reset.`,
  notConnected: ({ module, link, state }: { module: string; link: number; state: number }) =>
    `link ${link} of ${module} has no connection (state ${state}); connect it by AT+MQTTCONN first.`,
  hostsDoNotRead: ({ module, link }: { module: string; link: number }) =>
    `a host of ${module} does not read, and nothing is taken from the broker of link ${link} until it does; try again then.`,
  badTopic: ({ problem }: { problem: Message }, render: Render) =>
    `No broker can send this topic: ${render(problem)}.`,
  noFault: ({ id }: { id: number }) => `No fault ${id} is on; it has ended, or there never was one.`,
  noFaultsHere: () => 'No fault can be switched on here; start the program with --control.',
  noPEM: () =>
    'There is no PEM in this, as of a certificate or a key: it begins with -----BEGIN. Make it of DER by openssl x509 -inform der.',
  noFlashKey: ({ namespace, key }: { namespace: string; key: string }) =>
    `Nothing is stored as ${key} in ${namespace}.`,
  noBroker: () => 'There is no embedded broker; start the program with --broker.',
  nothingToWatch: () =>
    'No broker is known here: there is no embedded one, and no link has connected yet; connect a link by AT+MQTTCONN, or name a broker by url.',
  linkWithoutBroker: ({ module, link }: { module: string; link: number }) =>
    `link ${link} of ${module} has no broker; connect it by AT+MQTTCONN first, or name a broker by url.`,
  badBrokerUrl: ({ url }: { url: string }) =>
    `${url} is no URL of a broker; take mqtt://HOST:PORT, or mqtts://, ws:// or wss://.`,
  watchNotConnected: ({ broker, why }: { broker: string; why: Message }, render: Render) =>
    `No client can look on at ${broker}: ${render(why)}.`,
  watchNotAllowed: ({ broker }: { broker: string }) =>
    `${broker} lets this client connect but not subscribe to #, so its topics cannot be shown; give username and password of a user who may.`,
  noWatch: ({ id }: { id: string }) =>
    `Nobody looks on at a broker as ${id}; it ends when nobody asks any more. Begin anew by POST /api/v1/watches.`,
  tooManyWatches: ({ max }: { max: number }) =>
    `${max} brokers are looked on at already; one ends when nobody asks for it any more.`,
  noTopic: ({ topic }: { topic: string }) =>
    `No message on ${topic} has come since this began, and none is retained.`,
  recordingRuns: () => 'A recording runs already; end it first by DELETE /api/v1/recording.',
  noRecordingRuns: () => 'No recording runs; begin one by POST /api/v1/recording.',
  noRecording: () => 'Nothing was recorded yet; begin a recording by POST /api/v1/recording.',
  whichRecording: ({ names }: { names: readonly string[] }) =>
    `There is a recording of each module; name one of ${names.join(', ')} by module=.`,
  nothingOfModule: ({ module, names }: { module: string; names: readonly string[] }) =>
    `Nothing was recorded of ${JSON.stringify(module)}${names.length === 0 ? '' : `, only of ${names.join(', ')}`}.`,
  playsAlready: ({ name }: { name: string }) =>
    `${name} is played already; wait until it is over, or end it by DELETE /api/v1/play.`,
  nothingPlays: () => 'No scenario is played.',
  scenarioEnded: () => 'it was ended over the control plane',
  comparesAlready: () =>
    'A module is compared already; wait until that is over, or end it by DELETE /api/v1/comparison.',
  nothingCompared: () => 'No module is compared; begin by POST /api/v1/comparison.',
  lineTaken: () => 'Somebody else holds the line of this comparison, by GET /api/v1/comparison/line.',
  lineMissing: () =>
    'Nobody takes what the program says to the module: open GET /api/v1/comparison/line first, and keep it open.',
  noReport: () => 'There is no report: no module was compared until the end, see GET /api/v1/comparison.',
  settingOfProgram: ({ name }: { name: string }) =>
    `${name} counts only where the program starts; start it anew with --set ${name}=VALUE.`,
  didNotCome: ({
    seconds,
    count,
  }: {
    seconds: number;
    count: number;
    seen: readonly unknown[];
    missed: number;
    lastId: number;
  }) =>
    `It did not come within ${seconds} s; ${count === 0 ? 'nothing happened' : `${count} other ${count === 1 ? 'event' : 'events'} came`} meanwhile.`,
};
