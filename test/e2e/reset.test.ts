import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, type Program, readyFile, start, until } from './program.ts';

interface Running {
  readonly program: Program;
  readonly ports: number[];
  readonly broker: number;
}

async function run(...options: string[]): Promise<Running> {
  const file = join(folder(), 'ready.json');
  const program = start(['run', '--broker', '127.0.0.1:0', '--ready-file', file, ...options]);
  const ready = (await readyFile(file)) as unknown as {
    modules: { ports: { port: number }[] }[];
    broker: { url: string };
  };
  const ports = ready.modules.flatMap((module) => module.ports.map(({ port }) => port));
  return { program, ports, broker: Number(new URL(ready.broker.url).port) };
}

test('AT+RST under chunk: OK and ready do not wait behind the messages that have not left', async () => {
  const { ports, broker } = await run(
    '--port',
    'tcp-listen:0',
    '--set',
    'chunk=16',
    '--set',
    'rxBufferBytes=0',
  );
  const host = await dialHost(ports[0]);
  for (const line of [
    'ATE0',
    'AT+MQTTUSERCFG=0,1,"desk","","",0,0,""',
    `AT+MQTTCONN=0,"127.0.0.1",${broker},0`,
    'AT+MQTTSUB=0,"t",0',
  ]) {
    await host.command(line);
  }
  let heard = '';
  host.stream.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
  });
  const size = 60_000;
  for (let n = 0; n < 2; n++) {
    // The second prompt waits behind the first message.
    await host.commandWithData(`AT+MQTTPUBRAW=0,"t",${size},0,0`, 'x'.repeat(size), { timeout: 30_000 });
  }
  await until('first bytes of a message', () => heard.includes(`+MQTTSUBRECV:0,"t",${size},x`) || undefined);
  const began = performance.now();
  host.send('AT+RST\r\n');
  await host.expect('\r\nOK\r\n\r\nready\r\n');
  expect(performance.now() - began).toBeLessThan(2000);
  // Without a reset both messages would have come whole.
  expect(heard.length).toBeLessThan(size * 2);
});

test('SIGUSR2 resets all modules, those of ports with fork too, and ends nobody', async () => {
  const here = folder();
  const config = join(here, 'lab.yaml');
  writeFileSync(
    config,
    'modules:\n  one: { ports: ["tcp-listen:0"] }\n  two: { ports: ["tcp-listen:0,fork"] }\n',
  );
  const { program, ports } = await run('--config', config);
  const hosts = [await dialHost(ports[0]), await dialHost(ports[1]), await dialHost(ports[1])];
  for (const host of hosts) {
    await host.command('AT+CWMODE=0');
    await host.command('AT+SYSLOG=1');
  }
  // One of them is in data mode, from where no command gets out.
  hosts[2]?.send('AT+SYSMFG=2,"client_cert","client_cert.0",8,100\r\n');
  await hosts[2]?.expect('>');
  hosts[2]?.send('AT+RST\r\n');
  program.child.kill('SIGUSR2');
  for (const host of hosts) {
    await host.expect('\r\nready\r\n');
    expect(await host.command('AT+SYSLOG?')).toContain('+SYSLOG:0');
  }
  expect(program.stderr()).toContain('SIGUSR2: all modules are reset');
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
});

/** A host program that visits the module: each function is a visit, after which it has gone for a while. */
function program(port: 'tcp' | 'tty', ...visits: string[]): string {
  const file = join(folder(), 'host.mjs');
  const serial = createRequire(import.meta.url).resolve('serialport');
  writeFileSync(
    file,
    `import { connect } from 'node:net';
import { once } from 'node:events';
import serial from ${JSON.stringify(serial)};
async function visit(run) {
  const [host, port] = process.env.ATMQTT_TCP?.split(':') ?? [];
  const stream = ${JSON.stringify(port)} === 'tcp' ? connect(Number(port), host)
    : new serial.SerialPort({ path: process.env.ATMQTT_TTY, baudRate: 115200 });
  await once(stream, ${JSON.stringify(port)} === 'tcp' ? 'connect' : 'open');
  let text = '';
  stream.on('data', (bytes) => { text += bytes; });
  const ask = async (line, end = 'OK\\r\\n') => {
    const from = text.length;
    stream.write(line + '\\r\\n');
    const late = Date.now() + 3000;
    while (!text.includes(end, from)) {
      if (Date.now() > late) { console.error('no answer to', line, JSON.stringify(text)); process.exit(9); }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return text.slice(from);
  };
  await run(ask, stream);
  if (stream.isOpen) await new Promise((resolve) => stream.close(resolve));
  else stream.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
}
${visits.map((each) => `await visit(${each});`).join('\n')}
`,
  );
  return `${process.execPath} ${file}`;
}

describe.each(['tcp', 'tty'] as const)('in a run with --exec, over %s', (port) => {
  const ports = ['--port', port === 'tcp' ? 'tcp-listen:0' : 'pty'];
  const dies = `async (ask, stream) => {
    await ask('AT+SYSLOG=1');
    await ask('AT+SYSMFG=2,"client_cert","client_cert.0",8,1000', '>');
    stream.write('half of it');
  }`;
  const asks = `async (ask) => { process.exitCode = (await ask('AT+SYSLOG?')).includes('+SYSLOG:0') ? 0 : 3; }`;

  test('the successor of a host that died in data mode is understood', async () => {
    const { exited, stderr } = start(['run', ...ports, '--exec', program(port, dies, asks)]);
    expect([await exited, stderr()]).toEqual([0, expect.stringContaining('the last host disconnected')]);
  });

  test('a program that leaves for good, and is not followed, resets nothing by that', async () => {
    const once = `async (ask) => { await ask('AT+SYSLOG=1'); }`;
    const { exited, stdout } = start(['run', '--json', ...ports, '--exec', program(port, once)]);
    expect(await exited).toBe(0);
    expect(stdout().split('"line":"ready"')).toHaveLength(2);
  });

  test('resetOn=none: the module stays as the last host left it', async () => {
    const [sets, asksOne] = [
      `async (ask) => { await ask('AT+SYSLOG=1'); }`,
      asks.replace('SYSLOG:0', 'SYSLOG:1'),
    ];
    const { exited } = start([
      'run',
      ...ports,
      '--set',
      'resetOn=none',
      '--exec',
      program(port, sets, asksOne),
    ]);
    expect(await exited).toBe(0);
  });
});

describe('SIGUSR2 ends nothing', needs('Unix'), () => {
  test('while a run waits for its device, and a command that has no modules', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const dialled = once(silent, 'connection');
    const doctor = start(['doctor', '1', `127.0.0.1:${port}`]);
    const waiting = start(['run', '--port', 'serial:/dev/ttyNONE', '--wait', '600']);
    await dialled;
    await until('wait', () => waiting.stderr().includes('waiting for') || undefined);
    for (const { child } of [doctor, waiting]) {
      child.kill('SIGUSR2');
      // It has taken that one by the time it takes the next.
      child.kill('SIGTERM');
    }
    expect(await waiting.exited).toBe(0);
    expect(await doctor.exited).toBe('SIGTERM');
  });
});
