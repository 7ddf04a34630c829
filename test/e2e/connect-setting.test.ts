import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TestHost } from '#testing/index';
import { freePort } from '../../tools/free-port.js';
import { Peer } from '../interop/support/peer.ts';
import { startMosquitto } from '../support/brokers.ts';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, logged, type Program, readyFile, start } from './program.ts';

// A device that only publishes, by the setting connect [B-CONNECT-1], [B-CONNECT-2].

const SECRET = 'op,en "ses\\ame"';

/** A settings file whose modules connect to a broker as this user, with the password in a file beside it. */
function settingsFile(port: number, mode = 0o600): string {
  const here = folder();
  writeFileSync(join(here, 'pump.password'), `${SECRET}\n`, { mode });
  chmodSync(join(here, 'pump.password'), mode);
  const file = join(here, 'atmqtt.yaml');
  writeFileSync(
    file,
    `settings: { reconnectIntervalMs: 200 }
modules:
  pump:
    ports: ['tcp-listen:127.0.0.1:0']
    settings:
      connect:
        host: 127.0.0.1
        port: ${port}
        username: me
        passwordFile: pump.password
        topics: [{ filter: cmd/#, qos: 1 }]
`,
  );
  return file;
}

async function run(file: string, ...more: readonly string[]): Promise<Program & { port: number }> {
  const ready = join(folder(), 'ready.json');
  const program = start(['run', '--config', file, '--ready-file', ready, '--log-level', 'debug', ...more]);
  const { modules } = (await readyFile(ready)) as { modules: { ports: { port: number }[] }[] };
  return { ...program, port: modules[0]?.ports[0]?.port ?? 0 };
}

test(
  'a device publishes with nothing but AT+MQTTPUB; the broker comes late, goes and returns; a host takes over',
  needs('mosquitto'),
  async () => {
    const port = await freePort();
    const program = await run(settingsFile(port));
    const host = await dialHost(program.port);
    await logged(program, `connects to 127.0.0.1:${port} by itself, with the client ID 'pump'`);
    await host.expect('+MQTTDISCONNECTED:0\r\n');

    const broker = await startMosquitto({ port, users: { me: SECRET, own: 'own' } });
    onTestFinished(() => broker.stop());
    await host.expect(`+MQTTCONNECTED:0,1,"127.0.0.1","${port}","",1\r\n`);
    await publishes(host, port);

    await broker.restart();
    await host.expect('+MQTTDISCONNECTED:0\r\n');
    await host.expect('+MQTTCONNECTED:0,');
    await publishes(host, port);

    await host.command(`AT+MQTTUSERCFG=0,1,"own","own","own",0,0,""`);
    await logged(program, 'a host sent AT+MQTTUSERCFG and has the link now');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},1`);
    await broker.restart();
    await host.expect('+MQTTCONNECTED:0,');
    expect(await host.command('AT+MQTTSUB?')).not.toContain('cmd/#');

    host.send('AT+RST\r\n');
    await host.expect('ready');
    await host.expect('+MQTTCONNECTED:0,');
    await publishes(host, port);
    program.child.kill('SIGTERM');
    await program.exited;
    expect(program.stderr().match(/has the link now/g)).toHaveLength(1);
    for (const part of [SECRET, 'ses', JSON.stringify(SECRET)]) {
      expect(program.stderr() + program.stdout()).not.toContain(part);
    }
  },
);

/** The device publishes, and hears what is subscribed. */
async function publishes(host: TestHost, port: number): Promise<void> {
  const peer = await Peer.connect(port, { username: 'me', password: SECRET });
  onTestFinished(() => peer.end());
  await peer.subscribe('level');
  await host.command('AT+MQTTPUB=0,"level","7",1,0');
  expect(await peer.text()).toBe('7');
  await peer.publish('cmd/valve', 'open');
  await host.expect('+MQTTSUBRECV:0,"cmd/valve",4,open\r\n');
}

test('a password file that holds none stops the start, and one that others can read is warned of', async () => {
  const file = settingsFile(await freePort(), 0o644);
  const program = await run(file);
  await logged(program, 'other users of this computer can read');
  writeFileSync(join(file, '..', 'pump.password'), '');
  const refused = start(['run', '--config', file]);
  expect(await refused.exited).toBe(2);
  expect(refused.stderr()).toContain('pump.password holds no password: it is empty');
});

test('--set connect.passwordFile=… and connect.password=… are not both taken', async () => {
  const set = ['connect.host=broker', 'connect.password=a', 'connect.passwordFile=b'];
  const refused = start(['run', ...set.flatMap((pair) => ['--set', pair])]);
  expect(await refused.exited).toBe(2);
  expect(refused.stderr()).toContain('connect.password and connect.passwordFile both give a password');
});
