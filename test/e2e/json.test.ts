import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventSchema } from '#expect/events';
import { folder, readyFile, start, until } from './program.ts';
import { events, nodeHost, SECRET, TCP } from './support/judged-run.ts';

describe('--json', () => {
  test('tells of commands, messages, states and the program, without secrets', async () => {
    const lines = [
      'ATE0',
      `AT+MQTTUSERCFG=0,1,"c","u","${SECRET}",0,0,""`,
      `AT+CWJAP="lab,${SECRET}`,
      'AT+MQTTCONN=0,"127.0.0.1",{port},0',
    ];
    const host = nodeHost(lines, '+MQTTCONNECTED:0,1');
    const program = start([
      ...TCP,
      '--log-level',
      'debug',
      '--json',
      '--broker',
      '127.0.0.1:0',
      '--exec',
      host,
      '--expect',
      '+MQTTCONNECTED',
      '--fail',
      'never',
    ]);
    expect(await program.exited).toBe(0);
    const all = events(program);
    expect(all[0]).toMatchObject({ event: 'message', module: 'module0', line: 'ready' });
    const commands = all.filter((event) => event.event === 'command');
    expect(commands.slice(0, 3)).toMatchObject([
      { line: 'ATE0', ok: true, reply: '\r\nOK\r\n' },
      { line: 'AT+MQTTUSERCFG=0,1,"c","u","***",0,0,""', ok: true },
      {
        line: 'AT+CWJAP=…',
        ok: false,
        codes: [expect.stringMatching(/^0x0108000/)],
        why: expect.any(String),
      },
    ]);
    expect(all.filter((event) => event.event === 'state')).toMatchObject([
      { link: 0, from: 0, to: 1, reason: 'AT+MQTTUSERCFG' },
      { link: 0, from: 1, to: 4, reason: 'AT+MQTTCONN' },
      { link: 0, from: 4, to: 0, reason: 'power off' },
    ]);
    expect(all.find((event) => event.event === 'exec')).toMatchObject({
      command: host,
      pid: expect.any(Number),
    });
    expect(all.find((event) => event.event === 'verdict')).toMatchObject({ code: 0 });
    // The host prints what it got, and the echo is off.
    expect(`${program.stdout()}${program.stderr()}`).not.toContain(SECRET);
  });

  test('tells what becomes of faults of the embedded broker, without a module', async () => {
    const program = start([
      ...TCP,
      '--json',
      '--broker',
      '127.0.0.1:0',
      '--broker-fault',
      'broker.connack,code=3,count=1',
      '--exec',
      nodeHost(['AT+MQTTUSERCFG=0,1,"c","","",0,0,""', 'AT+MQTTCONN=0,"127.0.0.1",{port},0'], 'ERROR'),
    ]);
    expect(await program.exited).toBe(0);
    const told = events(program).filter((event) => event.event === 'fault');
    expect(told.map(({ time: _, ...event }) => event)).toEqual(
      ['begins', 'acts', 'ends'].map((phase) => ({ event: 'fault', fault: 'broker.connack', id: 1, phase })),
    );
  });

  test('goes to standard error when a host has standard output', async () => {
    const program = start(['run', '--port', 'stdio', '--json', '--log-level', 'silent']);
    program.child.stdin?.end('AT\r\n');
    expect(await program.exited).toBe(0);
    expect(program.stdout()).toContain('AT\r\n\r\nOK\r\n');
    const [ready, ...lines] = program.stderr().split('\n').filter(Boolean);
    expect(JSON.parse(ready ?? '')).toMatchObject({ ready: true });
    expect(lines.map((line) => eventSchema.parse(JSON.parse(line)).event)).toContain('command');
  });

  test('ends quietly when its reader has gone', async () => {
    const file = join(folder(), 'ready.json');
    const program = start([...TCP, '--json', '--ready-file', file]);
    const ready = (await readyFile(file)) as unknown as { modules: { ports: { port: number }[] }[] };
    program.child.stdout?.destroy();
    const socket = connect(ready.modules[0]?.ports[0]?.port ?? 0, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write('AT\r\n');
    expect(await program.exited).toBe(0);
    expect(program.stderr()).toBe('');
  });

  test('a reader that stands still holds nobody back', async () => {
    const file = join(folder(), 'ready.json');
    const program = start([...TCP, '--json', '--ready-file', file]);
    const ready = (await readyFile(file)) as unknown as { modules: { ports: { port: number }[] }[] };
    program.child.stdout?.pause();
    const socket = connect(ready.modules[0]?.ports[0]?.port ?? 0, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const count = 20_000;
    const whole = 'ATE0\r\n'.length + (count + 1) * '\r\nOK\r\n'.length;
    socket.write(`ATE0\r\n${'AT\r\n'.repeat(count)}`);
    await until('answer to every command', () => (bytes === whole ? true : undefined));
    program.child.stdout?.resume();
    await until('event or count of what is missing for each', () => {
      if (!program.stdout().endsWith('\n')) return undefined;
      const all = events(program);
      const commands = all.filter(({ event }) => event === 'command').length;
      const dropped = all.flatMap((event) => (event.event === 'dropped' ? [event.count] : []));
      const missing = dropped.reduce((sum, each) => sum + each, 0);
      return missing > 0 && commands + missing === count + 1 ? true : undefined;
    });
  });
});
