import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { type Port, parsePortSpec } from '#ports/index';
import { ModuleRecording } from '#recording/module-recording';
import { until } from '../e2e/program.ts';
import { needs } from '../support/needs.ts';

test('a host that opens a terminal, writes and leaves within a moment was there', needs('Unix'), async () => {
  const seen: string[] = [];
  const recording = new ModuleRecording({
    bytes: (from, bytes) => seen.push(`${from} ${Buffer.from(bytes).toString('latin1')}`),
    event: ({ event }) => seen.push(event),
  });
  const port: Port = await parsePortSpec('pty').open({
    host(stream, name, traits = {}) {
      recording.watchHost(stream, name, traits).presence?.(() => {});
      stream.on('data', (bytes: Buffer) => recording.observer.received(name, bytes));
    },
    notice() {},
  });
  onTestFinished(() => port.close());
  const path = port.info.kind === 'pty' ? port.info.path : '';
  for (let count = 1; count <= 2; count++) {
    writeFileSync(path, 'AT\r\n');
    await until('its end', () => (seen.length === 3 * count ? true : undefined));
  }
  expect(seen).toEqual(['opened', 'host AT\r\n', 'closed', 'opened', 'host AT\r\n', 'closed']);
});
