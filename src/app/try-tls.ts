import { X509Certificate } from 'node:crypto';
import type { TestCertificates } from '#broker/index';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import type { ManufacturingStore } from '#module/flash/manufacturing';

const BINARY = 8;
/** How the name of every CA that the broker makes begins. */
const TRY_CA = 'CN=atmqtt test CA';

/**
 * Puts the broker's CA and a client certificate into set 0 of the certificate store.
 * @throws UsageError when something else is there already
 */
export function storeForTrying(store: ManufacturingStore, certificates: TestCertificates): void {
  const { ca, client } = certificates;
  const pieces = { mqtt_ca: ca, mqtt_cert: client.cert, mqtt_key: client.key };
  const foreign = Object.keys(pieces).find((name) => store.read(name, name) !== undefined);
  if (foreign !== undefined && !holdsEarlierTry(store)) {
    throw new UsageError(message('app.flashNotEmpty', { name: foreign }));
  }
  for (const [name, pem] of Object.entries(pieces)) {
    store.write(name, name, { type: BINARY, value: Buffer.from(pem) });
  }
}

/** What an earlier start with `--try-tls` has stored may be replaced: its broker is gone. */
function holdsEarlierTry(store: ManufacturingStore): boolean {
  return ['mqtt_ca', 'mqtt_cert'].every((name) => {
    const stored = store.read(name, name)?.value;
    try {
      return Buffer.isBuffer(stored) && new X509Certificate(stored).issuer.startsWith(TRY_CA);
    } catch {
      return false;
    }
  });
}
