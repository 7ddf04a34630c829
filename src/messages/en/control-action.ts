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
  noBroker: () => 'There is no embedded broker; start the program with --broker.',
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
