import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listenerOf, SECURE_BROKERS } from '../interop/secure/support/secure-broker.ts';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { tsharkFields, tsharkOddities } from '../support/tshark.ts';
import { folder, readyFile, start } from './program.ts';

/** Over TCP, TLS, WebSocket, and WebSocket over TLS. */
const SCHEMES = [1, 2, 6, 7];
/** The last one is longer than a segment can be. */
const SIZES = [1, 300, 200_000];

/** A program with a capture, and a host on its port. */
async function capturing(file: string, ...options: readonly string[]) {
  const ready = join(folder(), 'ready.json');
  const run = ['run', '--port', 'tcp-listen:127.0.0.1:0', '--pcap', file, '--ready-file', ready, ...options];
  const program = start(run);
  const { modules } = (await readyFile(ready)) as unknown as { modules: { ports: { port: number }[] }[] };
  const host = await dialHost(modules[0]?.ports[0]?.port);
  await host.command('ATE0');
  return { program, host };
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

for (const { name, start: startBroker, needed } of SECURE_BROKERS) {
  describe(`over ${name}`, needed, () => {
    test('Wireshark shows all of MQTT by every way to the broker', needs('tshark'), async () => {
      const broker = await startBroker();
      onTestFinished(() => broker.stop());
      const file = join(folder(), 'run.pcapng');
      const { program, host } = await capturing(file);
      const published: string[] = [];
      for (const scheme of SCHEMES) {
        const port = broker.ports[listenerOf(scheme)];
        await host.command(`AT+MQTTUSERCFG=0,${scheme},"lamp","user","secret",0,0,""`);
        await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
        await host.command('AT+MQTTSUB=0,"in/#",1');
        for (const size of SIZES) {
          const payload = randomBytes(size);
          const topic = `out/${scheme}/${size}`;
          await host.commandWithData(`AT+MQTTPUBRAW=0,"${topic}",${size},1,0`, payload);
          published.push(`${topic} ${digest(payload)}`);
        }
        await host.command(`AT+MQTTPUB=0,"in/${scheme}","back",0,0`);
        await host.expect(`+MQTTSUBRECV:0,"in/${scheme}",4,back`);
        published.push(...Array(2).fill(`in/${scheme} ${digest(Buffer.from('back'))}`));
        await host.command('AT+MQTTCLEAN=0');
      }
      program.child.kill('SIGTERM');
      expect(await program.exited).toBe(0);

      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await tsharkOddities(file)).toEqual([]);
      const shown = await tsharkFields(file, 'mqtt.msgtype == 3', 'mqtt.topic', 'mqtt.msg');
      expect(
        shown.map((each) => `${each['mqtt.topic']} ${digest(Buffer.from(each['mqtt.msg'].join(''), 'hex'))}`),
      ).toEqual(published);
      const connects = await tsharkFields(file, 'mqtt.msgtype == 1', 'mqtt.passwd', 'frame.comment');
      expect(connects.map((each) => each['mqtt.passwd'])).toEqual(SCHEMES.map(() => ['******']));
      const [, tls, webSocket, both] = connects.map((each) => each['frame.comment'].join('\n'));
      expect(tls).toMatch(/^TLS: scheme 2, TLSv1.3, TLS_AES_\w+, certificate not verified$/m);
      expect(tls).toContain('link 0: AT+MQTTCONN of host tcp');
      expect(webSocket).toContain('WebSocket: answered with 101, subprotocol mqtt');
      expect(both).toMatch(/TLS: scheme 7, .*\nWebSocket: answered with 101/);
    });
  });
}
