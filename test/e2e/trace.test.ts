import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { folder, start, until } from './program.ts';

test('--log-level trace has the same in the log, also as JSON and from a settings file, and a file beside it', async () => {
  const place = folder();
  const [file, config] = [join(place, 'trace.log'), join(place, 'atmqtt.yaml')];
  writeFileSync(config, 'logLevel: trace\n');
  const outcomes = [];
  for (const options of [
    ['--log-level', 'trace'],
    ['--log-level', 'trace', '--trace', file],
    ['--config', config, '--json'],
  ]) {
    const program = start(['run', '--port', 'stdio', '--fail', 'never', ...options]);
    program.child.stdin?.end('AT+MQTTCLEAN=0\r\n');
    await program.exited;
    outcomes.push(program.stderr());
  }
  const [log = '', both = '', json = ''] = outcomes;
  const said = (text: string): string[] =>
    text.split('\n').flatMap((line) => /^\d\d:\d\d:\d\d\.\d{3} (.*)$/.exec(line)?.[1] ?? []);
  expect(said(log)).toEqual(expect.arrayContaining(['stdio > AT+MQTTCLEAN=0', 'module < ERROR']));
  // The levels above it are there too.
  expect(log).toMatch(/ warn {2}at: /);
  expect(said(both)).toEqual(said(log));
  expect(said(readFileSync(file, 'utf8'))).toEqual(said(log));
  const lines = json
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; ns: string; msg: string });
  expect(lines.filter(({ level }) => level === 10).map(({ ns, msg }) => `${ns}: ${msg}`)).toEqual(
    said(log).map((line) => `trace: ${line}`),
  );
});

test('--trace FILE has what host, module and broker said to each other, without passwords', async () => {
  const file = join(folder(), 'trace.log');
  const port = await freePort();
  const options = ['--broker', `127.0.0.1:${port}`, '--log-level', 'silent', '--trace', file];
  const program = start(['run', '--port', 'stdio', ...options]);
  let answers = 0;
  const command = async (line: string): Promise<void> => {
    program.child.stdin?.write(`${line}\r\n`);
    answers++;
    await until(`the answer to ${line}`, () =>
      program.stdout().split('\r\nOK\r\n').length > answers ? true : undefined,
    );
  };
  await command('ATE0');
  await command('AT+MQTTUSERCFG=0,1,"lamp","user","secret",0,0,""');
  await command(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  await command('AT+MQTTPUB=0,"garden/door","open",1,0');
  program.child.stdin?.end();
  expect(await program.exited).toBe(0);
  const trace = readFileSync(file, 'utf8').replaceAll(/^\d\d:\d\d:\d\d\.\d{3} /gm, '');
  expect(trace).not.toContain('secret');
  expect(trace).toContain(
    [
      'stdio > AT+MQTTUSERCFG=0,1,"lamp","user","***",0,0,""',
      'link 0: state 0 → 1: AT+MQTTUSERCFG',
      'module < OK',
      `stdio > AT+MQTTCONN=0,"127.0.0.1",${port},0`,
      `broker > connection to 127.0.0.1:${port}`,
      'broker < connected',
      'broker > CONNECT "lamp" clean session keep alive 120 s',
      'broker < CONNACK return code 0',
    ].join('\n'),
  );
  expect(trace).toContain(
    [
      'stdio > AT+MQTTPUB=0,"garden/door","open",1,0',
      'broker > PUBLISH QoS 1 id 1 "garden/door" 4 bytes "open"',
      'broker < PUBACK id 1',
      'module < OK',
    ].join('\n'),
  );
});
