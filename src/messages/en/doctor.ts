import { day } from '../dates.ts';
import type { Message, Render } from '../types.ts';

const PIECES = { ca: 'CA', cert: 'client certificate', key: 'client key' };

/** What `atmqtt doctor` says on the way to a broker. */
export const doctor = {
  noScheme: ({ typed, last }: { typed: string; last: number }) =>
    `There is no scheme ${typed}; they go from 1 (TCP) to ${last}.`,
  badAddress: ({ typed }: { typed: string }) => `${JSON.stringify(typed)} is not an address; give HOST:PORT.`,
  needsCa: ({ scheme }: { scheme: number }) =>
    `Scheme ${scheme} verifies the broker's certificate: give the CA with --ca FILE.`,
  needsCertificate: ({ scheme }: { scheme: number }) =>
    `Scheme ${scheme} sends a client certificate: give it with --cert FILE and --key FILE.`,
  fileUnreadable: ({ file, why }: { file: string; why: string }) => `${file} cannot be read: ${why}.`,
  fileUnusable: (
    { file, what, why }: { file: string; what: keyof typeof PIECES; why: Message },
    render: Render,
  ) => `${file} cannot be used as the ${PIECES[what]}: ${render(why)}`,

  address: ({ address }: { address: string }) => `name     ${address}`,
  connection: ({ address, port }: { address: string; port: number }) =>
    `tcp      connected to ${address} port ${port}`,
  session: ({ version, cipher, alpn }: { version: string; cipher: string; alpn: string | undefined }) =>
    `tls      ${version}, ${cipher}; ALPN: ${alpn ?? 'none chosen'}`,
  certificate: ({
    subject,
    issuer,
    validFrom,
    validTo,
  }: {
    subject: string;
    issuer: string;
    validFrom: number;
    validTo: number;
  }) => `         ${subject}, issued by ${issuer}, valid ${day(validFrom)} to ${day(validTo)}`,
  verified: () => "verify   the broker's certificate is valid",
  notVerified: () => 'verify   not checked with this scheme',
  upgrade: ({ status, subprotocol }: { status: number; subprotocol: string | undefined }) =>
    `ws       HTTP ${status}, subprotocol ${subprotocol ?? 'none'}`,
  accepted: () => 'mqtt     CONNACK: accepted',
  failed: ({ reason }: { reason: Message }, render: Render) => `failed   ${render(reason)}`,
  refused: () => '         The network, TLS and WebSocket are fine; the broker refuses this client.',

  moduleCommands: () => 'A module does the same with:',
  waitForTime: () => 'and wait for +TIME_UPDATED',
  thenFile: () => 'then send the bytes of the file',
};
