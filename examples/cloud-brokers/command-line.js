/* What both programs of this folder are told: CLOUD PRODUCT DEVICE SECRET, and one more. */
import { clouds } from './clouds.js';

/**
 * @param {string} last what the fifth argument is
 * @returns {{ cloud: import('./clouds.js').Cloud, name: string, device: import('./clouds.js').Device, last: string | undefined }}
 */
export function readArguments(last) {
  const [name = '', product, device, secret, value, ...more] = process.argv.slice(2);
  const cloud = clouds[name];
  if (
    cloud === undefined ||
    product === undefined ||
    device === undefined ||
    secret === undefined ||
    more.length > 0
  ) {
    const usage = `CLOUD PRODUCT DEVICE SECRET [${last}], where CLOUD is ${Object.keys(clouds).join(', ')}`;
    process.stderr.write(`usage: node ${process.argv[1]} ${usage}\n`);
    process.exit(2);
  }
  return { cloud, name, device: { product, device, secret }, last: value };
}
