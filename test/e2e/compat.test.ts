import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseXml } from '../expect/parse-xml.ts';
import { needs } from '../support/needs.ts';
import { folder, type Program, start } from './program.ts';

/** Connects without having joined an access point, to a broker that is not there. */
const HOST = String.raw`exec 3<&0; ask() { printf "%s\r\n" "$1"; while IFS= read -r line; do case $line in OK*|ERROR*) return;; esac; done; }
while IFS= read -r line; do case $line in *"GOT IP"*) break;; esac; done
ask 'AT+MQTTUSERCFG=0,1,"c","","",0,0,""'; ask 'AT+MQTTCONN=0,"127.0.0.1",1,0'`;
const RULE = 'autojoin';

const run = (...args: readonly string[]): Program => start(['run', '--port', `exec:${HOST}`, ...args]);

test('what a genuine module would not have done is told at once and at the end, with how to mend it', async () => {
  const program = run();
  expect(await program.exited).toBe(0);
  const lines = program
    .stderr()
    .split('\n')
    .filter((line) => line.includes('compat'));
  expect(lines[0]).toContain('no AT+CWJAP was sent');
  expect(lines.at(-1)).toContain(`${RULE}: no AT+CWJAP was sent`);
  expect(lines.at(-1)).toContain('Join with AT+CWJAP');
});

test('--strict makes it the failure of the run, and of a case of the report', needs('python3'), async () => {
  const junit = join(folder(), 'report.xml');
  const program = run('--strict', '--junit', junit);
  expect(await program.exited).toBe(1);
  expect(program.stderr()).toContain(
    `atmqtt: A genuine module would not have done what this one did: ${RULE}.`,
  );
  const [, compat] = parseXml(readFileSync(junit, 'utf8')).children;
  expect(compat?.attributes).toMatchObject({ name: 'compat', tests: '1', failures: '1' });
});

test('--strict takes the rules that count, and --allow-compat one that does not', async () => {
  expect(await run(`--strict=pathSlash`).exited).toBe(0);
  expect(await run(`--strict=${RULE},pathSlash`).exited).toBe(1);
  expect(await run('--strict', '--allow-compat', RULE).exited).toBe(0);
  const mistyped = run('--strict=autojion');
  expect(await mistyped.exited).toBe(2);
  expect(mistyped.stderr()).toContain('did you mean autojoin?');
});

test('a run that nobody judges fails too when it ends', async () => {
  const program = start([
    'run',
    '--port',
    `exec:${HOST}`,
    '--port',
    'tcp-listen:127.0.0.1:0',
    '--strict',
    '--json',
  ]);
  await new Promise<void>((resolve) => {
    program.child.stdout?.on('data', () => {
      if (program.stdout().includes('"event":"exec"')) resolve();
    });
  });
  expect(program.stdout()).toContain(`"event":"compat"`);
  program.child.kill('SIGTERM');
  expect(await program.exited).toBe(1);
});
