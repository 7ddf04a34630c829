import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { folder, MAIN } from './program.ts';
import { runLine } from './support/shell.ts';

function atmqttEscape(args: readonly string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'escape', ...args], { input });
  return { code: status, out: stdout.toString('latin1'), said: stderr.toString() };
}

describe('what the guide shows', needs('Unix'), () => {
  const guide = readFileSync(new URL('../../docs/guides/escape.md', import.meta.url), 'utf8');
  const examples = [...guide.matchAll(/```sh\n(atmqtt|printf)(.*)\n```\n\n```\n([\s\S]*?)```/g)];

  test('are all its examples', () => expect(examples.length).toBe(guide.match(/```sh/g)?.length));

  test.each(examples.map(([, first = '', rest = '', shown = '']) => [first + rest, shown]))(
    '%s',
    (line, shown) => {
      const { stdout, stderr, status } = runLine(line);
      expect(stdout).toBe(shown);
      expect([stderr, status]).toEqual(['', 0]);
    },
  );
});

test('the payload is an argument, a file or standard input, byte for byte', () => {
  const file = join(folder(), 'payload');
  const bytes = Buffer.from([0, 13, 10, 255, 34]);
  writeFileSync(file, bytes);
  const data = { bytes: 5, hex: '000d0aff22' };
  for (const { code, out } of [
    atmqttEscape(['--json', 't', '--file', file]),
    atmqttEscape(['--json', 't', '-'], bytes),
  ]) {
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      command: 'AT+MQTTPUBRAW',
      line: { at: 'AT+MQTTPUBRAW=0,"t",5,0,0' },
      data,
    });
  }
  expect(JSON.parse(atmqttEscape(['--json', 't', 'é']).out)).toMatchObject({
    command: 'AT+MQTTPUB',
    line: {
      hex: Buffer.from('AT+MQTTPUB=0,"t","é",0,0\r\n').toString('hex'),
      javascript: '\'AT+MQTTPUB=0,"t","\\u00e9",0,0\\r\\n\'',
    },
  });
});

test('--language at has the data as they are behind the first line', () => {
  const { out, said } = atmqttEscape(
    ['--language', 'at', '--link', '1', '--retain', 't', '-'],
    Buffer.from([0, 255]),
  );
  expect(out).toBe('AT+MQTTPUBRAW=1,"t",2,0,1\n\0\xff');
  expect(said).toMatch(/^atmqtt: .*NUL.*: use AT\+MQTTPUBRAW\.\n$/);
});

test('nothing of a payload reaches the terminal that could change it', () => {
  expect(atmqttEscape(['t', '\x1b[2J']).out).not.toContain('\x1b');
});

test.each([
  [['a/#', 'x'], /'#'/],
  [['a/+', 'x'], /'\+'/],
  [['', 'x'], /topic/],
  [['t'.repeat(129), 'x'], /128/],
  [[], /TOPIC PAYLOAD/],
  [['t'], /--file/],
  [['t', 'x', 'y'], /3 arguments/],
  [['t', 'x', '--file', 'y'], /not both/],
  [['t', '--file', '/nowhere/at/all'], /cannot be read/],
  [['t', 'x', '--qos', '3'], /qos/],
  [['t', '', '--raw'], /one byte/],
  [['--command', 'AT+NONE', 'x'], /no AT\+NONE/],
  [['--command', 'AT+MQTTCLEAN', '0', '--raw'], /--raw/],
  [['--command', 'AT+MQTTSNI', '0', 'x', '--firmware', '2.2'], /firmware 2\.2/],
] as const)('%j is one sentence and exit code 2', (args, reason) => {
  const { code, out, said } = atmqttEscape(args);
  expect(said).toMatch(reason);
  expect(said.split('\n')[0]).toMatch(/^atmqtt: /);
  expect([code, out]).toEqual([2, '']);
});

test('a password on the command line is told of', () => {
  const { out, said } = atmqttEscape(['--language', 'at', '--command', 'AT+MQTTLONGPASSWORD', '0', 'secret']);
  expect(said).toContain('other users of this computer can see');
  expect(out).toBe('AT+MQTTLONGPASSWORD=0,6\nsecret');
});
