import type { Message, Render } from '../types.ts';

type Way = 'TCP' | 'TLS' | 'WebSocket' | 'WebSocket over TLS';

/** What a capture says of itself and of its packets. */
export const pcap = {
  about: () =>
    'MQTT between modules and their brokers, in clear also where TLS or WebSocket carried it. The streams of TCP were made for it: ends, bytes and times are real, segments, handshake and acknowledgments are not. Passwords are masked.',
  interface: ({ module }: { module: string }) => `what ${module} and its brokers say to each other`,
  notes: () => 'what atmqtt says of connections that have no packet',
  ofModule: ({ module, said }: { module: string; said: Message }, render: Render) =>
    `${module}: ${render(said)}`,
  dials: ({ link, address, way }: { link: number | undefined; address: string; way: Way }) =>
    `${ofLink(link)}to ${address} over ${way}`,
  otherPort: ({ port }: { port: number }) =>
    `the port of the broker is ${port}; 1883 stands for it, by which Wireshark knows MQTT`,
  command: ({ link, name, host }: { link: number | undefined; name: string; host: string }) =>
    `${ofLink(link)}${name} of host ${host}`,
  openBefore: ({ link }: { link: number | undefined }) =>
    `${ofLink(link)}the connection was open before this capture began`,
  byItself: ({ link }: { link: number | undefined }) => `${ofLink(link)}the module connects by itself`,
  tls: ({
    scheme,
    version,
    cipher,
    verified,
  }: {
    scheme: number;
    version: string;
    cipher: string;
    verified: boolean;
  }) => `TLS: scheme ${scheme}, ${version}, ${cipher}, certificate ${verified ? 'verified' : 'not verified'}`,
  webSocket: ({ status, subprotocol }: { status: number; subprotocol: string | undefined }) =>
    `WebSocket: answered with ${status}${subprotocol === undefined ? '' : `, subprotocol ${subprotocol}`}`,
  passwordMasked: () => 'the password is masked by as many * as it has bytes',
  failed: ({ link, reason }: { link: number | undefined; reason: Message }, render: Render) =>
    `${ofLink(link)}${render(reason)}`,
  commandFailed: (
    { link, name, host, reason }: { link: number; name: string; host: string; reason: Message | undefined },
    render: Render,
  ) => `link ${link}: ${name} of host ${host} failed${reason === undefined ? '' : `: ${render(reason)}`}`,
  compat: ({ rule, reason }: { rule: string; reason: Message }, render: Render) =>
    `compat ${rule}: ${render(reason)}`,
};

function ofLink(link: number | undefined): string {
  return link === undefined ? '' : `link ${link}: `;
}
