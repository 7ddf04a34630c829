import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { listenerOf, SECURE_BROKERS } from '../interop/secure/support/secure-broker.ts';
import { standstill } from '../interop/support/standstill.ts';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';
import { smallDisk } from '../support/small-disk.ts';
import { tsharkFields, tsharkOddities } from '../support/tshark.ts';
import { folder, logged, MAIN, readyFile, start, until } from './program.ts';

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
      // A broker may reset a connection that has said DISCONNECT.
      const oddities = (await tsharkOddities(file)).filter(
        (each) => !each.endsWith('Connection reset (RST)'),
      );
      expect(oddities).toEqual([]);
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

/** A host that has connected link 0 to the embedded broker of its program. */
async function connected(file: string, ...options: readonly string[]) {
  const port = await freePort();
  const running = await capturing(file, '--broker', `127.0.0.1:${port}`, ...options);
  await running.host.command('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""');
  await running.host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  return running;
}

test('what was written is readable after SIGKILL', needs('tshark'), async () => {
  const file = join(folder(), 'run.pcapng');
  const { program, host } = await connected(file);
  await host.command('AT+MQTTPUB=0,"a","1",1,0');
  const written = await until('PUBACK in the file', () => {
    const bytes = readFileSync(file);
    return bytes.includes(Buffer.from([0x40, 2])) ? bytes.length : undefined;
  });
  program.child.kill('SIGKILL');
  await program.exited;
  expect(statSync(file).size).toBeGreaterThanOrEqual(written);
  const shown = await tsharkFields(file, 'mqtt', 'mqtt.msgtype');
  expect(shown.map((each) => each['mqtt.msgtype'][0])).toEqual(['1', '2', '3', '4']);
});

test(
  'a named pipe is read as it is written, and modules wait for who reads it',
  needs('tshark', 'Unix'),
  async () => {
    const place = folder();
    const [pipe, ready] = [join(place, 'pipe'), join(place, 'ready.json')];
    execFileSync('mkfifo', [pipe]);
    const port = await freePort();
    const where = ['--port', 'tcp-listen:127.0.0.1:0', '--broker', `127.0.0.1:${port}`];
    const program = start(['run', ...where, '--pcap', pipe, '--ready-file', ready]);
    await logged(program, `nobody reads ${pipe} yet`);
    expect(existsSync(ready)).toBe(false);
    const fields = ['-T', 'fields', '-e', 'mqtt.topic'];
    const reader = spawn(programPath('tshark'), ['-l', '-n', '-i', pipe, '-Y', 'mqtt.topic', ...fields]);
    onTestFinished(() => void reader.kill('SIGKILL'));
    let shown = '';
    reader.stdout.on('data', (chunk: Buffer) => {
      shown += chunk;
    });
    const { modules } = (await readyFile(ready)) as unknown as { modules: { ports: { port: number }[] }[] };
    const host = await dialHost(modules[0]?.ports[0]?.port);
    await host.command('AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
    await host.command('AT+MQTTPUB=0,"while/it/runs","1",1,0');
    await until('the topic', () => (shown === 'while/it/runs\n' ? true : undefined));
    // Who reads may go: the module does not.
    reader.kill('SIGINT');
    await once(reader, 'close');
    await host.command('AT+MQTTPUB=0,"a","1",1,0');
    await logged(program, 'the capture ends here, and the modules go on');
    await host.command('AT+MQTTPUB=0,"a","1",1,0');
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
  },
);

test('a pipe that nobody ever reads does not keep the program from its end', needs('Unix'), async () => {
  const pipe = join(folder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0', '--pcap', pipe]);
  await logged(program, `nobody reads ${pipe} yet`);
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
});

test(
  'a reader that stands still holds up the module, and gets all of it later',
  needs('tshark', 'Unix'),
  async () => {
    const place = folder();
    const [pipe, file] = [join(place, 'pipe'), join(place, 'run.pcapng')];
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const { program, host } = await connected(pipe);
    const COUNT = 60;
    const payload = Buffer.alloc(200_000, 'x');
    let done = 0;
    const publishing = (async () => {
      for (; done < COUNT; done++) {
        await host.commandWithData(`AT+MQTTPUBRAW=0,"t/${done}",${payload.length},0,0`, payload, {
          timeout: 60_000,
        });
      }
    })();
    // 4 MiB wait in the program, 64 KiB in the pipe.
    const before = await standstill(() => done);
    expect(before).toBeGreaterThanOrEqual(20);
    expect(before).toBeLessThan(40);
    const chunks: Buffer[] = [];
    const stream = new Socket({ fd: reader, writable: false });
    stream.on('data', (chunk) => chunks.push(chunk));
    const ended = once(stream, 'end');
    await publishing;
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
    await ended;
    writeFileSync(file, Buffer.concat(chunks));
    expect(await tsharkOddities(file)).toEqual([]);
    const shown = await tsharkFields(file, 'mqtt.topic', 'mqtt.topic', 'mqtt.len');
    expect(shown.map((each) => each['mqtt.topic'][0])).toEqual(
      Array.from({ length: COUNT }, (_, at) => `t/${at}`),
    );
  },
);

test('standard output has the capture alone', needs('tshark'), async () => {
  const place = folder();
  const [file, ready] = [join(place, 'run.pcapng'), join(place, 'ready.json')];
  const line = `${process.execPath} ${MAIN} run --port tcp-listen:127.0.0.1:0 --pcap - --ready-file ${ready} | cat > ${file}`;
  const shell = spawn('bash', ['-c', line], { stdio: ['ignore', 'inherit', 'pipe'] });
  const ended = once(shell, 'close');
  let stderr = '';
  shell.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const { pid } = (await readyFile(ready)) as unknown as { pid: number };
  process.kill(pid, 'SIGTERM');
  await ended;
  expect(await tsharkFields(file, 'frame', 'frame.number')).toEqual([]);
  expect(stderr).toContain('atmqtt is up');
});

test.each([
  ['--json', ['--json']],
  ['--port stdio', ['--port', 'stdio']],
  ['--exec', ['--exec', 'true']],
  ['--ready-file', ['--ready-file', '/dev/stdout']],
])('standard output cannot be shared with %s', async (second, options) => {
  const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0', '--pcap', '-', ...options]);
  expect(await program.exited).toBe(2);
  expect(program.stderr()).toBe(
    `atmqtt: --pcap - writes to standard output, and so does ${second}: let the capture go to a file or a named pipe\n`,
  );
});

test(
  'a file that is there is replaced, and a link to one is not followed where others could have put it',
  needs('Unix'),
  async () => {
    const place = folder();
    const [file, secret] = [join(place, 'run.pcapng'), join(place, 'secret')];
    writeFileSync(file, 'before', { mode: 0o644 });
    chmodSync(file, 0o644);
    const { program } = await capturing(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).readUInt32LE(0)).toBe(0x0a0d0d0a);
    program.child.kill('SIGTERM');
    await program.exited;
    chmodSync(place, 0o777);
    writeFileSync(secret, 'kept');
    rmSync(file);
    symlinkSync(secret, file);
    const again = await capturing(file);
    again.program.child.kill('SIGTERM');
    await again.program.exited;
    expect(readFileSync(secret, 'utf8')).toBe('kept');
    expect(lstatSync(file).isFile()).toBe(true);
  },
);

test('what cannot be written is refused before anything starts', async () => {
  const place = folder();
  for (const [file, why] of [
    [join(place, 'none', 'x'), 'no such file or directory'],
    [place, `${place} is a folder`],
  ] as const) {
    const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0', '--pcap', file]);
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toContain(`atmqtt: The capture cannot be written to ${file}: `);
    expect(program.stderr()).toContain(why);
  }
});

test(
  'a disk that fills up leaves what is whole, and the module goes on',
  needs('a small disk', 'tshark'),
  async () => {
    const disk = smallDisk(131_072);
    const file = join(disk, 'run.pcapng');
    const { program, host } = await connected(file);
    const payload = Buffer.alloc(50_000, 'x');
    for (let count = 0; count < 5; count++) {
      await host.commandWithData(`AT+MQTTPUBRAW=0,"t/${count}",${payload.length},1,0`, payload);
    }
    await logged(program, 'the capture ends here, and the modules go on');
    const shown = await tsharkFields(file, 'mqtt.topic', 'mqtt.topic');
    expect(shown.map((each) => each['mqtt.topic'][0])).toEqual(['t/0', 't/1']);
  },
);

test(
  'modules are interfaces of their own, and comments in Chinese say whose they are',
  needs('tshark'),
  async () => {
    const place = folder();
    const [file, config, ready] = [
      join(place, 'run.pcapng'),
      join(place, 'a.yaml'),
      join(place, 'ready.json'),
    ];
    const port = await freePort();
    const module = (id: string) =>
      `{ ports: ['tcp-listen:127.0.0.1:0'], settings: { connect: { host: 127.0.0.1, port: ${port}, clientId: ${id} } } }`;
    const lines = ['modules:', `  kitchen: ${module('a')}`, `  cellar: ${module('b')}`];
    writeFileSync(config, [`broker: { tcp: '127.0.0.1:${port}' }`, ...lines, ''].join('\n'));
    const program = start(['run', '--config', config, '--pcap', file, '--ready-file', ready, '--lang', 'zh']);
    await readyFile(ready);
    await until('both CONNACK', () =>
      readFileSync(file).toString('latin1').split('\x20\x02\x00\x00').length > 2 ? true : undefined,
    );
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
    const rows = await tsharkFields(
      file,
      'tcp.flags.syn == 1 && tcp.flags.ack == 0',
      'frame.interface_name',
      'frame.comment',
    );
    expect(rows.map((row) => [row['frame.interface_name'][0], row['frame.comment'].at(-1)]).sort()).toEqual([
      ['cellar', 'cellar：link 0：模组自行连接'],
      ['kitchen', 'kitchen：link 0：模组自行连接'],
    ]);
  },
);

test('faults are there as the module saw them, with their reason', needs('tshark'), async () => {
  const file = join(folder(), 'run.pcapng');
  const faults = ['--fault', 'wifi.drop,after=2s,for=200ms'];
  const { program, host } = await connected(file, ...faults);
  // Several lines at once: each packet has its command.
  host.send(Array.from({ length: 3 }, (_, at) => `AT+MQTTPUB=0,"t/${at}","x",0,0\r\n`).join(''));
  await host.expect('+MQTTDISCONNECTED:0');
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(await tsharkOddities(file)).toEqual([]);
  const shown = await tsharkFields(file, 'mqtt.topic || tcp.flags.fin == 1', 'mqtt.topic', 'frame.comment');
  const last = (comments: readonly string[]) => comments.at(-1)?.replace(/ 127\.\S+$/, '');
  expect(shown.map((row) => [row['mqtt.topic'][0], last(row['frame.comment'])])).toEqual([
    ['t/0', 'link 0: AT+MQTTPUB of host tcp'],
    ['t/1', 'link 0: AT+MQTTPUB of host tcp'],
    ['t/2', 'link 0: AT+MQTTPUB of host tcp'],
    [undefined, 'link 0: state 4 → 3: Wi-Fi was lost'],
    [undefined, undefined],
  ]);
});
