import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SerialPort } from 'serialport';
import { onTestFinished } from 'vitest';
import { TestHost } from '#testing/index';
import { openSerialPort } from './serial-port.ts';

const PATIENCE_MS = 10_000;

/** The host of a program or of a port: it has time, for much is started anew. */
export function hostOn(stream: Duplex): TestHost {
  return new TestHost(stream, { timeout: PATIENCE_MS });
}

/** Dials a TCP port of this machine; the host goes with the test. */
export async function dialHost(port: number | undefined): Promise<TestHost> {
  const socket = connect({ port: port ?? 0, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return hostOn(socket);
}

/** Opens a terminal; the host closes it with the test. */
export async function openHost(path: string): Promise<TestHost & { close(): Promise<void> }> {
  const port = await openSerialPort(path);
  const close = () => closePort(port);
  onTestFinished(close);
  return Object.assign(hostOn(port), { close });
}

async function closePort(port: SerialPort): Promise<void> {
  if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
}
