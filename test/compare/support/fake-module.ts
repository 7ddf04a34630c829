import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a module answers to a line; undefined: nothing. */
export type Answer = (line: string) => string | undefined;

/** What a module without a configuration answers, as far as a comparison asks between cases. */
export const IDLE: Answer = (line) => {
  if (line === 'AT+CIPSTA?') return '+CIPSTA:ip:"192.168.1.20"\r\n\r\nOK\r\n';
  if (line === 'AT+MQTTCONN?') return '+MQTTCONN:0,0,0,"","","",0\r\n\r\nOK\r\n';
  return '\r\nOK\r\n';
};

/** A TCP port at which something answers lines. @returns its specification */
export async function fakeModule(answer: Answer): Promise<string> {
  const server = createServer((host) => {
    let line = '';
    host.on('error', () => {});
    host.on('data', (chunk) => {
      const lines = `${line}${chunk.toString('latin1')}`.split('\r\n');
      line = lines.pop() ?? '';
      for (const each of lines) {
        const reply = answer(each);
        if (reply !== undefined) host.write(`${each}\r\n${reply}`);
      }
    });
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `tcp:127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
