import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TestHost } from '#testing/index';
import { type SecureBroker, secureBrokerKind } from '../interop/secure/support/secure-broker.ts';
import { Peer } from '../interop/support/peer.ts';
import { dialHost } from '../support/hosts.ts';
import { folder, readyFile, start, until } from './program.ts';

const kind = secureBrokerKind('Mosquitto');
/** Scheme of each module: server checked, client certificate too, and both over WebSocket. */
const SCHEMES = { a: 3, b: 5, c: 8, d: 10 } as const;
const SMALL = 200;
const LARGE_BYTES = 262_144;
const LARGE = 8;
/** MiB; V8 adds the young generation to the 64 that it is told. */
const LIMIT_MIB = 128;

const PROBE = `
  import { getHeapStatistics } from 'node:v8';
  process.stderr.write('heap limit: ' + getHeapStatistics().heap_size_limit / 2 ** 20 + ' MiB\\n');
`;
const NODE_OPTIONS = `--max-old-space-size=64 --import=data:text/javascript,${encodeURIComponent(PROBE)}`;

/** Modules that connect by themselves, with the certificates in their flash. */
function settingsFile(broker: SecureBroker): string {
  const here = folder();
  const modules = Object.entries(SCHEMES).map(([name, scheme]) => {
    for (const [piece, pem] of Object.entries(broker.trusted)) {
      const store = join(here, name, 'mfg', `mqtt_${piece}`);
      mkdirSync(store, { recursive: true, mode: 0o700 });
      writeFileSync(join(store, `mqtt_${piece}.pem`), pem, { mode: 0o600 });
    }
    const port = scheme === 3 ? broker.ports.tls : scheme === 5 ? broker.ports.tlsMutual : undefined;
    const wss = scheme === 8 ? broker.ports.wss : broker.ports.wssMutual;
    return `  ${name}:
    ports: ['tcp-listen:127.0.0.1:0']
    flash: ${name}
    settings:
      connect: { host: 127.0.0.1, port: ${port ?? wss}, scheme: ${scheme}, path: mqtt, topics: [{ filter: to/${name}, qos: 1 }] }
`;
  });
  const file = join(here, 'atmqtt.yaml');
  writeFileSync(file, `settings: { clock: host }\nmodules:\n${modules.join('')}`);
  return file;
}

/** Publishes small and large messages, and hears some. */
async function traffic(host: TestHost, name: string, peer: Peer): Promise<void> {
  await host.command('ATE0');
  for (let n = 0; n < SMALL; n++) await host.command(`AT+MQTTPUB=0,"from/${name}","${n}",1,0`);
  const large = Buffer.alloc(LARGE_BYTES, name);
  for (let n = 0; n < LARGE; n++) {
    host.send(`AT+MQTTPUBRAW=0,"from/${name}",${LARGE_BYTES},1,0\r\n`);
    await host.expect('>');
    host.send(large);
    await host.expect('+MQTTPUB:OK\r\n');
    await peer.publish(`to/${name}`, `message ${n}`, 1);
    await host.expect(`message ${n}\r\n`);
  }
}

test(
  'a gateway of four modules over TLS lives through its traffic with a heap of 64 MiB',
  kind.needed,
  async () => {
    const broker = await kind.start();
    onTestFinished(() => broker.stop());
    const ready = join(folder(), 'ready.json');
    const program = start(['run', '--config', settingsFile(broker), '--ready-file', ready], {
      env: { NODE_OPTIONS },
    });
    const { modules } = (await readyFile(ready)) as {
      modules: { name: string; ports: { port: number }[] }[];
    };
    const connected = () => program.stderr().match(/connected to 127\.0\.0\.1/g)?.length === modules.length;
    await until('four connections', () => connected() || undefined);
    const peer = await Peer.connect(broker.ports.tcp);
    onTestFinished(() => peer.end());
    await peer.subscribe('from/#', 1);

    await Promise.all(
      modules.map(async ({ name, ports }) => traffic(await dialHost(ports[0]?.port), name, peer)),
    );
    let bytes = 0;
    for (let n = 0; n < modules.length * (SMALL + LARGE); n++) bytes += (await peer.next()).payload.length;
    expect(bytes).toBeGreaterThan(modules.length * LARGE * LARGE_BYTES);
    expect(Number(/heap limit: (\S+) MiB/.exec(program.stderr())?.[1])).toBeLessThanOrEqual(LIMIT_MIB);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
  },
);
