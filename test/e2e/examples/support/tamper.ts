import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type Duplex, Transform } from 'node:stream';
import { onTestFinished } from 'vitest';
import { parsePortSpec } from '#ports/index';
import { folder } from '../../program.ts';

/** From here on firmware compares every byte. */
const AGREED = 'ATE0\r\n\r\nOK\r\n';

/** One byte on its way from the module to the host is another one. */
export interface Change {
  /** What comes before it, looked for after the echo was turned off. */
  readonly after: string;
  /** The byte that comes instead. */
  readonly instead: string;
}

/** A tty whose host talks to the module at a TCP port and hears one byte changed. */
export async function tamperedTty(modulePort: number, change: Change): Promise<string> {
  const tty = join(folder(), 'tampered');
  const port = await parsePortSpec(`pty:${tty}`).open({
    host: (host) => splice(host, modulePort, change),
    notice: () => {},
  });
  onTestFinished(() => port.close());
  return tty;
}

/** The same at a TCP port. */
export async function tamperedTcp(modulePort: number, change: Change): Promise<number> {
  const server = createServer((host) => splice(host, modulePort, change));
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

function splice(host: Duplex, modulePort: number, change: Change): void {
  const module = connect(modulePort, '127.0.0.1');
  onTestFinished(() => {
    module.destroy();
    host.destroy();
  });
  // Either side may end while the other still writes.
  module.on('error', () => {});
  host.on('error', () => {});
  host.pipe(module);
  module.pipe(changing(change)).pipe(host);
}

function changing({ after, instead }: Change): Transform {
  let [agreed, done, heard] = [false, false, ''];
  return new Transform({
    transform(chunk: Buffer, _encoding, pushed) {
      for (const [index, byte] of chunk.entries()) {
        if (agreed && !done && heard.endsWith(after)) {
          chunk[index] = instead.charCodeAt(0);
          done = true;
        }
        heard += String.fromCharCode(byte);
        if (!agreed && heard.endsWith(AGREED)) [agreed, heard] = [true, ''];
      }
      pushed(null, chunk);
    },
  });
}
