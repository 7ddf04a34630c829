import { type Duplex, duplexPair } from 'node:stream';
import { TestHost, type TestHostOptions } from './test-host.ts';

/** Makes a host in this process. @param attach takes the module's end of its line */
export function attachHost(attach: (stream: Duplex) => void, options?: TestHostOptions): TestHost {
  const [near, far] = duplexPair();
  const destroy = near.destroy.bind(near);
  // A host that is unplugged says no end: Node 20 does not tell the other side at all, and Node 26 ends it.
  near.destroy = (error) => {
    far.destroy();
    return destroy(error);
  };
  attach(far);
  return new TestHost(near, options);
}
