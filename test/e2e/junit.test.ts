import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseXml } from '../expect/parse-xml.ts';
import { needs } from '../support/needs.ts';
import { folder, readyFile, start } from './program.ts';
import { nodeHost, SECRET, TCP } from './support/judged-run.ts';

describe('--junit', needs('python3'), () => {
  const cases = (file: string) => {
    const [suite] = parseXml(readFileSync(file, 'utf8')).children;
    return (suite?.children ?? []).map(({ tag, attributes, children, text }) => ({
      name: attributes.name ?? tag,
      text,
      ...Object.fromEntries(children.map((child) => [child.tag, child.attributes.message])),
    }));
  };

  test('tells each thing that was judged, and the traffic without secrets', async () => {
    const file = join(folder(), 'report.xml');
    const host = nodeHost([`AT+CWJAP="lab","${SECRET}"`, 'AT+NONSENSE'], 'ERROR');
    const expects = ['--expect', 'OK', '--expect', '+MQTTCONNECTED'];
    const program = start([
      ...TCP,
      '--exec',
      host,
      ...expects,
      '--fail',
      'panic',
      '--timeout',
      '60',
      '--junit',
      file,
    ]);
    expect(await program.exited).toBe(1);
    const why = 'The program of --exec exited with code 0 before --expect "+MQTTCONNECTED" came.';
    expect(cases(file)).toMatchObject([
      { name: 'expect OK' },
      { name: 'expect +MQTTCONNECTED', failure: why },
      { name: 'fail panic' },
      { name: `exec ${host}` },
      { name: 'timeout 60 s' },
      {
        name: 'system-out',
        text: expect.stringMatching(/> AT\+CWJAP="lab","\*\*\*"\n[\s\S]*module0 < ERROR$/),
      },
    ]);
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
  });

  test('has no failure when all came and the program was ended for it', async () => {
    const file = join(folder(), 'report.xml');
    const host = `exec:printf 'AT\\r\\n'; exec sleep 60`;
    const program = start(['run', '--port', host, '--exec', 'sleep 60', '--expect', 'OK', '--junit', file]);
    expect(await program.exited).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(' failures="0" ');
    expect(cases(file)).toMatchObject([
      { name: 'expect OK' },
      { name: 'exec sleep 60' },
      { name: expect.stringMatching(/^port exec:printf/) },
      {},
    ]);
  });

  test('is written when a signal ends the run, and when the run cannot begin', async () => {
    const file = join(folder(), 'report.xml');
    const ready = join(folder(), 'ready.json');
    const program = start([...TCP, '--expect', 'never', '--junit', file, '--ready-file', ready]);
    await readyFile(ready);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(143);
    expect(cases(file)[0]).toMatchObject({ failure: expect.stringContaining('SIGTERM ended the run') });
    const other = start(['run', '--port', 'tcp-listen:x', '--expect', 'never', '--junit', file]);
    expect(await other.exited).toBe(2);
    expect(cases(file).slice(0, 2)).toMatchObject([
      { name: 'start', failure: expect.stringContaining('has no port number') },
      { name: 'expect never', skipped: 'the run did not start' },
    ]);
  });

  test('that cannot be written is told before anything is opened', async () => {
    const program = start([...TCP, '--timeout', '60', '--junit', join(folder(), 'none', 'x.xml')]);
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toMatch(/^atmqtt: The report .* cannot be written: .*\n$/);
    expect(program.stdout()).toBe('');
  });
});
