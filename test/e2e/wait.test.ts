import { existsSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { needs } from '../support/needs.ts';
import { folder, type Program, readyFile, start, until } from './program.ts';

const LOOPBACK = '127.0.0.1';

async function listening(port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

const told = (program: Program, text: string): Promise<true> =>
  until(`"${text}"`, () => (program.stderr().includes(text) ? true : undefined));

/** What a module answers to AT over TCP, once it listens. */
async function ask(port: number): Promise<string> {
  for (;;) {
    const answer = await tryToAsk(port).catch(() => undefined);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function tryToAsk(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, LOOPBACK, () => socket.write('AT\r\n'));
    let said = '';
    socket.on('error', reject).on('data', (bytes) => {
      said += bytes;
      if (!said.includes('OK')) return;
      socket.destroy();
      resolve(said);
    });
  });
}

describe('a serial adapter that is missing at the start', needs('Linux'), () => {
  test('stops no other port, and is opened when it comes', async () => {
    const device = join(folder(), 'ttyUSB0');
    const [ready, port] = [join(folder(), 'ready.json'), await freePort()];
    const program = start([
      'run',
      ...['--port', `serial:${device}`, '--port', `tcp-listen:${port}`],
      ...['--wait', 'forever', '--ready-file', ready],
    ]);
    await told(program, `waiting for serial:${device}: serial ${device} does not exist`);
    expect(await ask(port)).toContain('OK');
    expect(existsSync(ready)).toBe(false);
    // The other end of a pseudo-terminal is as good as an adapter.
    start(['run', '--port', `pty:${device}`]);
    await told(program, `serial:${device} is available, after`);
    const { modules } = (await readyFile(ready)) as { modules: { ports: { kind: string }[] }[] };
    expect(modules[0]?.ports.map(({ kind }) => kind)).toEqual(['serial', 'tcp']);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
    expect(program.stderr().match(/waiting for/g)).toHaveLength(1);
  });

  test('that does not come ends the run with 75, which a service starts again on', async () => {
    const program = start([
      'run',
      '--port',
      'serial:/dev/ttyNONE9',
      '--port',
      'tcp-listen:0',
      '--wait',
      '0.5',
    ]);
    expect(await program.exited).toBe(75);
    expect(program.stderr()).toMatch(/\natmqtt: serial \/dev\/ttyNONE9 does not exist; .*\n$/);
  });
});

test('a port that is taken for a moment is waited for', async () => {
  const { server, port } = await listening();
  const ready = join(folder(), 'ready.json');
  const program = start(['run', '--port', `tcp-listen:${port}`, '--ready-file', ready]);
  await told(program, `waiting for tcp-listen:${port}, at most 30 s: tcp-listen 127.0.0.1:${port} is in use`);
  server.close();
  await readyFile(ready);
  expect(await ask(port)).toContain('OK');
});

test('the broker’s address and a held flash directory are waited for alike', async () => {
  const [flash, ready, ready2] = [join(folder(), 'f'), join(folder(), 'r'), join(folder(), 'r')] as const;
  const { server, port } = await listening();
  const holder = start(['run', '--port', 'tcp-listen:0', '--flash', flash, '--ready-file', ready]);
  await readyFile(ready);
  const waiting = ['--flash', flash, '--broker', `${LOOPBACK}:${port}`, '--ready-file', ready2];
  const program = start(['run', '--port', 'tcp-listen:0', ...waiting]);
  await told(program, `waiting for the flash directory ${flash}, at most 30 s: The flash directory`);
  await told(program, 'waiting for the address of the broker');
  server.close();
  await told(program, 'the address of the broker is available');
  holder.child.kill('SIGKILL');
  const { broker } = (await readyFile(ready2)) as { broker: { url: string } };
  expect(broker.url).toBe(`mqtt://${LOOPBACK}:${port}`);
  expect(program.stderr()).toContain(`the flash directory ${flash} is available, after`);
});

test('a run that is judged does not wait, and what never heals is exit code 2 at once', async () => {
  const { port } = await listening();
  const taken = ['--port', `tcp-listen:${port}`];
  for (const judged of [
    ['--exec', 'true'],
    ['--expect', 'x'],
    ['--port', 'exec:true'],
  ]) {
    const program = start(['run', ...taken, ...judged]);
    expect([await program.exited, program.stderr()]).toEqual([75, expect.not.stringContaining('waits')]);
  }
  for (const [never, why] of [
    ['--port=tcp-listen:x', /has no port number/],
    ['--port=pty:/nowhere/tty', /folder does not exist/],
    ['--wait=soon', /--wait takes seconds, at most 2147483, or forever, not "soon"/],
  ] as const) {
    const program = start(['run', ...taken, '--wait', '9', never]);
    expect([await program.exited, program.stderr()]).toEqual([2, expect.stringMatching(why)]);
  }
});

test('a signal ends a wait, and everything is let go of', async () => {
  const [{ port }, flash, ready] = [await listening(), join(folder(), 'f'), join(folder(), 'r')] as const;
  const program = start(['run', '--port', `tcp-listen:${port}`, '--flash', flash, '--wait', 'forever']);
  await told(program, 'waiting for');
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  start(['run', '--port', 'tcp-listen:0', '--flash', flash, '--ready-file', ready, '--wait', '0']);
  await readyFile(ready);
});
