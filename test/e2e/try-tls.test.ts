import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Host } from '../interop/support/host.ts';
import { folder, logged, readyFile, start } from './program.ts';
import { readGuide } from './support/page-session.ts';

interface Ready {
  readonly modules: readonly { readonly ports: readonly { readonly port: number }[] }[];
  readonly broker: { readonly url: string; readonly urls: readonly string[] };
}

const ANYWHERE = ['--broker', '--broker-tls', '--broker-ws', '--broker-wss'].flatMap((option) => [
  option,
  '127.0.0.1:0',
]);

/** The program with a broker and certificates to try every scheme, and a host on its port. */
async function tryTls(...more: readonly string[]) {
  const file = join(folder(), 'ready.json');
  const port = ['--port', 'tcp-listen:127.0.0.1:0'];
  const program = start(['run', ...port, '--try-tls', ...ANYWHERE, '--ready-file', file, ...more]);
  const ready = (await readyFile(file)) as unknown as Ready;
  const socket = connect({ port: ready.modules[0]?.ports[0]?.port ?? 0, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  const host = new Host(socket, { context: () => program.stderr() });
  const ports = new Map(ready.broker.urls.map((url) => [new URL(url).protocol, new URL(url).port]));
  // What the module said at power-on may have been before or after the host came.
  await host.ask('ATE0', /[\s\S]*ATE0\r\n\r\nOK\r\n/);
  return { program, ready, host, ports };
}

/** How a scheme is reached, by the protocol of the broker's URL. */
function protocolOf(scheme: number): string {
  if (scheme === 1) return 'mqtt:';
  if (scheme <= 5) return 'mqtts:';
  return scheme === 6 ? 'ws:' : 'wss:';
}

test('run --try-tls: a host connects with each scheme to the program’s own broker', async () => {
  const { program, ready, host, ports } = await tryTls();
  expect([...ports.keys()]).toEqual(['mqtt:', 'mqtts:', 'ws:', 'wss:']);
  expect(ready.broker.url).toBe(ready.broker.urls[0]);
  await host.ask('AT+CIPSNTPCFG=1,0', '⏎OK⏎+TIME_UPDATED⏎');
  for (let scheme = 1; scheme <= 10; scheme++) {
    const port = ports.get(protocolOf(scheme)) ?? '';
    const path = scheme < 6 ? '' : '/mqtt';
    await host.ask(`AT+MQTTUSERCFG=0,${scheme},"desk","","",0,0,"${path}"`, '⏎OK⏎');
    const connected = `+MQTTCONNECTED:0,${scheme},"localhost","${port}","${path}",0⏎⏎OK⏎`;
    await host.ask(`AT+MQTTCONN=0,"localhost",${port},0`, connected);
    await host.ask('AT+MQTTSUB=0,"t",0', '⏎OK⏎');
    await host.ask('AT+MQTTPUB=0,"t","here",0,0', '⏎OK⏎+MQTTSUBRECV:0,"t",4,here⏎');
    await host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
  }
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(program.stderr()).not.toContain('PRIVATE KEY');
});

test('without AT+CIPSNTPCFG a scheme that verifies fails, and the log says what to send', async () => {
  const { program, host, ports } = await tryTls();
  await host.ask('AT+MQTTUSERCFG=0,5,"desk","","",0,0,""', '⏎OK⏎');
  const port = ports.get('mqtts:');
  await host.ask(`AT+MQTTCONN=0,"localhost",${port},0`, '+MQTTDISCONNECTED:0⏎⏎ERROR⏎');
  await logged(program, 'send AT+CIPSNTPCFG first');
});

test.each([
  ['docs/guides/tls.md', 'en'],
  ['docs/zh-CN/tls.md', 'zh'],
])('the session of %s goes as written', async (page, language) => {
  const guide = readGuide(page);
  const [exchanges, log] = [guide.flatMap((each) => each.exchanges), guide.flatMap((each) => each.log)];
  const { program, host, ports } = await tryTls('--lang', language);
  await host.ask('ATE1', '⏎OK⏎');
  const here = (text: string): string => text.replaceAll('8883', ports.get('mqtts:') ?? '');
  expect(exchanges.length).toBeGreaterThan(3);
  for (const { send, answer } of exchanges) {
    const answered = host.next(Buffer.from(here(answer)));
    host.write(Buffer.from(here(send)));
    await answered;
  }
  expect(log.length).toBeGreaterThan(0);
  // The certificates are of the day on which they are made.
  const undated = (text: string): string => text.replace(/20\d\d-\d\d-\d\d/g, 'today');
  for (const line of log) await logged(program, `${undated(here(line))}\n`, undated);
});

test('the certificates go into the flash in the place of those of an earlier start', async () => {
  const flash = join(folder(), 'flash');
  const ca = join(flash, 'mfg', 'mqtt_ca', 'mqtt_ca.pem');
  const first = await tryTls('--flash', flash);
  first.program.child.kill('SIGTERM');
  expect(await first.program.exited).toBe(0);
  const before = readFileSync(ca, 'utf8');
  expect(before).toContain('BEGIN CERTIFICATE');

  const { host, ports } = await tryTls('--flash', flash, '--set', 'clock=host');
  expect(readFileSync(ca, 'utf8')).not.toBe(before);
  await host.ask('AT+MQTTUSERCFG=0,5,"desk","","",0,0,""', '⏎OK⏎');
  const port = ports.get('mqtts:') ?? '';
  await host.ask(`AT+MQTTCONN=0,"localhost",${port},0`, `+MQTTCONNECTED:0,5,"localhost","${port}","",0⏎⏎OK⏎`);
});

test('a flash that holds a certificate of the user’s own is left alone', async () => {
  const flash = join(folder(), 'flash');
  const cert = join(flash, 'mfg', 'mqtt_cert', 'mqtt_cert.pem');
  mkdirSync(dirname(cert), { recursive: true });
  writeFileSync(cert, 'my own');
  const port = ['--port', 'tcp-listen:127.0.0.1:0'];
  const program = start(['run', ...port, '--try-tls', ...ANYWHERE, '--flash', flash]);
  expect(await program.exited).toBe(2);
  expect(program.stderr()).toMatch(
    /^atmqtt: The flash already holds mqtt_cert; use --try-tls without --flash, or with an empty one\.$/m,
  );
  expect(readFileSync(cert, 'utf8')).toBe('my own');
});
