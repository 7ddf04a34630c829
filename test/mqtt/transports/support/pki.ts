import { Authority, days, type Identity, selfSignedServer } from '../../../support/certificates.ts';

/** One set of authorities and certificates for a test file. */
export interface Pki {
  root: Authority;
  intermediate: Authority;
  otherRoot: Authority;
  servers: Record<
    | 'good'
    | 'rsa'
    | 'expired'
    | 'notYetValid'
    | 'wrongName'
    | 'wrongCa'
    | 'missingIntermediate'
    | 'selfSigned'
    | 'address',
    Identity
  >;
  client: Identity;
  otherClient: Identity;
}

export const HOST = 'broker.test';

/** Dates of the servers' certificates, in days from now; those not named are good for a year. */
export const EXPIRED = { from: days(-60), to: days(-30) };
export const NOT_YET_VALID = { from: days(30), to: days(60) };
export const GOOD = { from: days(-10), to: days(300) };

export async function makePki(): Promise<Pki> {
  const [root, otherRoot] = await Promise.all([
    Authority.root('Test Root', { from: days(-1000), to: days(1000) }),
    Authority.root('Other Root', { key: 'RSA' }),
  ]);
  const intermediate = await root.intermediate('Test Intermediate', { from: days(-900), to: days(900) });
  const server = { name: HOST, names: [HOST, 'localhost'], ...GOOD };
  const good = await intermediate.server({ ...server, issuerUrl: 'http://ca.test/intermediate.cer' });
  return {
    root,
    intermediate,
    otherRoot,
    servers: {
      good,
      rsa: await root.server({ ...server, key: 'RSA' }),
      expired: await intermediate.server({ ...server, ...EXPIRED }),
      notYetValid: await intermediate.server({ ...server, ...NOT_YET_VALID }),
      wrongName: await intermediate.server({
        ...server,
        name: 'other.test',
        names: ['other.test', '*.other.test'],
      }),
      wrongCa: await otherRoot.server(server),
      missingIntermediate: { ...good, chain: good.cert },
      selfSigned: await selfSignedServer(server),
      address: await root.server({ ...server, names: ['127.0.0.1', '::1'] }),
    },
    client: await root.client({ name: 'device', key: 'RSA' }),
    otherClient: await otherRoot.client({ name: 'stranger' }),
  };
}
