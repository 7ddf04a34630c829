import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { VirtualModule } from '#library/create-module';
import { type Port, parsePortSpec } from '#ports/index';

/** Where the host of a test module attaches. */
export type TestPortKind = 'memory' | 'pty' | 'tcp';

/** An open port of a test module, which hosts reach by the operating system. */
export interface TestPort {
  readonly port: Port;
  /** Opens it as a host does. */
  dial(): Promise<Duplex>;
  /** Lets go of those that were opened. */
  close(): Promise<void>;
}

const SPECS = { pty: 'pty', tcp: 'tcp-listen:127.0.0.1:0' } as const;

/** Opens a port of the module. @throws PortError when it cannot be had, as a pty on Windows */
export async function openTestPort(
  module: VirtualModule,
  kind: Exclude<TestPortKind, 'memory'>,
): Promise<TestPort> {
  const port = await module.openPort(SPECS[kind]);
  const opened: (() => Promise<void>)[] = [];
  return {
    port,
    async dial() {
      const { info } = port;
      if (info.kind === 'tcp') {
        const socket = connect({ host: info.host, port: info.port, noDelay: true });
        opened.push(async () => void socket.destroy());
        await once(socket, 'connect');
        return socket;
      }
      let stream: Duplex | undefined;
      const device = info.kind === 'pty' ? info.path : '';
      const line = await parsePortSpec(`serial:${device}`).open({
        host: (host) => {
          stream = host;
        },
        notice() {},
      });
      opened.push(() => line.close());
      port.look?.();
      return stream as Duplex;
    },
    async close() {
      for (const close of opened) await close();
    },
  };
}
