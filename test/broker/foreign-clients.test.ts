import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { start } from './support.ts';

test.each([
  ['TLS', (port: number) => connectTls({ port, host: '127.0.0.1' })],
  ['HTTP', (port: number) => connect(port, '127.0.0.1').setNoDelay(true)],
])('a client that uses %s at the port for plain MQTT is told of as such', async (kind, dial) => {
  const { broker, notices } = await start();
  const client = dial(broker.port);
  client.on('error', () => {});
  onTestFinished(() => void client.destroy());
  if (kind === 'HTTP') client.write('GET / HTTP/1.1\r\n\r\n');
  await expect.poll(() => notices.join('\n')).toContain('it does not send MQTT; perhaps it uses TLS or HTTP');
});
