import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { dialHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, logged, readyFile, start } from './program.ts';

// What others say comes into the log, and must not look like lines of it, nor do anything to a terminal.

const OK = '\r\nOK\r\n';
/** A line of its own, then: clears the screen, in two ways, and writes from right to left. */
const HOSTILE = 'gone\n12:00:00 error link 0: all is lost\u001b[2J\u009b2J\u202e\u2028\u0085end';
/** Nothing but text, in one line. */
const LINE = /^[^\p{Cc}\u2028\u202e]*$/u;

/** A program and its host. */
async function running(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const ready = join(folder(), 'ready.json');
  const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0', '--ready-file', ready, ...args], { env });
  const told = (await readyFile(ready)) as { modules: [{ ports: [{ port: number }] }] };
  const host = await dialHost(told.modules[0].ports[0].port);
  host.send('ATE0\r\n');
  await host.expect(OK);
  return { program, host };
}

/** That a text is in a log which is nothing but lines of a log. */
function expectOneLine(log: string, text: string): void {
  const lines = log.split('\n').slice(0, -1);
  for (const line of lines) {
    expect(line).toMatch(LINE);
    expect(line).toMatch(/^(?:\d\d:\d\d:\d\d|\{)/);
  }
  expect(lines.filter((line) => line.includes(text))).not.toEqual([]);
}

describe.each([
  { as: 'lines', args: [] },
  { as: 'JSON', args: ['--json'] },
])('in a log of $as', needs('Unix'), ({ args }) => {
  test('what ping says on standard error stays in its line', async () => {
    const programs = folder();
    const ping = join(programs, 'ping');
    writeFileSync(join(programs, 'said'), HOSTILE.replace('\n', '\r'));
    writeFileSync(ping, `#!/bin/sh\ncat '${join(programs, 'said')}' >&2\nexit 2\n`);
    chmodSync(ping, 0o755);
    const { program, host } = await running(args, { PATH: `${programs}${delimiter}${process.env.PATH}` });
    host.send('AT+PING="127.0.0.1"\r\n');
    await host.expect('ERROR\r\n');
    await logged(program, 'all is lost');
    expectOneLine(program.stderr(), 'gone');
  });

  test('the reason for which a broker closes a WebSocket stays in its line', async () => {
    const broker = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => broker.close());
    broker.on('connection', (socket) => socket.close(1008, HOSTILE));
    await once(broker, 'listening');
    const { program, host } = await running(args);
    host.send('AT+MQTTUSERCFG=0,6,"device","","",0,0,""\r\n');
    await host.expect(OK);
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${(broker.address() as AddressInfo).port},0\r\n`);
    await host.expect('ERROR\r\n');
    await logged(program, 'all is lost');
    expectOneLine(program.stderr(), 'gone');
  });

  test('what a host sends stays in its line of the trace', async () => {
    const { program, host } = await running([...args, '--log-level', 'trace']);
    host.send(`AT+MQTTPUB=0,"${HOSTILE.replace('\n', '')}","",0,0\r\n`);
    await host.expect('ERROR\r\n');
    await logged(program, 'module < ERROR');
    expectOneLine(program.stderr(), '> AT+MQTTPUB');
  });
});
