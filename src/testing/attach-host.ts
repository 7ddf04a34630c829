import { type Duplex, duplexPair } from 'node:stream';
import { TestHost, type TestHostOptions } from './test-host.ts';

/** Makes a host in this process. @param attach takes the module's end of its line */
export function attachHost(attach: (stream: Duplex) => void, options?: TestHostOptions): TestHost {
  const [near, far] = duplexPair();
  // Node 20 does not tell the other end.
  near.once('close', () => far.destroy());
  attach(far);
  return new TestHost(near, options);
}
