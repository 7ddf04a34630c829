import { randomBytes } from 'node:crypto';
import { Authority, type CertifiedKey } from '#certificates/authority';

export type { CertifiedKey } from '#certificates/authority';

/** Everything that is needed to try a scheme over TLS on one machine, as PEM. */
export interface TestCertificates {
  /** The CA's certificate: what a client must trust. */
  readonly ca: string;
  /** What the TLS listeners show. */
  readonly server: CertifiedKey;
  /** What a client may show of itself. */
  readonly client: CertifiedKey;
}

const DAY_MS = 86_400_000;
const VALID_DAYS = 30;

/**
 * Makes a CA, a server and a client certificate for trying out, valid from yesterday for a month.
 * @param hosts names and addresses that the server certificate speaks for
 */
export async function makeTestCertificates(hosts: readonly string[]): Promise<TestCertificates> {
  const dates = { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + VALID_DAYS * DAY_MS) };
  // Each with a name of its own, so that a CA of an earlier start is told apart in a message.
  const authority = await Authority.make(`atmqtt test CA ${randomBytes(3).toString('hex')}`, dates);
  const name = hosts[0] ?? 'localhost';
  const server = await authority.issue({ name, usage: 'server', names: hosts, ...dates });
  const client = await authority.issue({ name: 'atmqtt module', usage: 'client', ...dates });
  return { ca: authority.cert, server, client };
}
