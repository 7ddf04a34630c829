import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playEventSchema } from '#scenario/events';
import { parseXml } from '../expect/parse-xml.ts';
import { folder, type Program, readyFile, start } from './program.ts';

const GOOD = 'steps:\n  - ATE0\n  - {at: AT+GMR, expect: AT version}\n';
const BAD = 'timeout: 200ms\nsteps:\n  - ATE0\n  - {at: AT+CWMODE?, expect: "+CWMODE:3"}\n  - AT\n';

/** Files by their names in a folder. */
function files(content: Readonly<Record<string, string>>): (name: string) => string {
  const path = folder();
  for (const [name, text] of Object.entries(content)) writeFileSync(join(path, name), text);
  return (name) => join(path, name);
}

async function ended(program: Program): Promise<{ code: number | string; out: string; err: string }> {
  return { code: await program.exited, out: program.stdout(), err: program.stderr() };
}

test('a scenario that comes through: a line for each step, exit code 0', async () => {
  const at = files({ 'good.yaml': GOOD });
  const { code, out, err } = await ended(start(['play', at('good.yaml')]));
  expect(code).toBe(0);
  expect(out.replace(/\d+\.\d+/g, 'T')).toBe(
    'good\n  ok      T s  ATE0\n  ok      T s  AT+GMR\ngood: passed, 2 steps in T s\n',
  );
  expect(err).toBe('');
});

test('one that does not: the line of the file, the difference, the traffic, exit code 1, and a report', async () => {
  const at = files({ 'good.yaml': GOOD, 'bad.yaml': BAD });
  const report = at('report.xml');
  const { code, out } = await ended(start(['play', at('good.yaml'), at('bad.yaml'), '--junit', report]));
  expect(code).toBe(1);
  expect(out).toContain(`${at('bad.yaml')}:4: "+CWMODE:3" did not come within 200 ms.`);
  expect(out).toMatch(/\n {2}- \+CWMODE:3\n {2}\+ \+CWMODE:1\n {12}\^\n[\s\S]*> AT\+CWMODE\?\n/);
  expect(out).toMatch(/bad: FAILED after \d\.\d s\n1 of 2 scenarios passed\.\n$/);
  const suites = parseXml(readFileSync(report, 'utf8')).children;
  expect(suites.map(({ attributes }) => [attributes.name, attributes.failures, attributes.skipped])).toEqual([
    ['good', '0', '0'],
    ['bad', '1', '1'],
  ]);
  const [, bad] = suites.map(({ children }) =>
    children.map(({ attributes, children: inner }) => [attributes.name, ...inner.map(({ tag }) => tag)]),
  );
  expect(bad?.slice(0, 3)).toEqual([
    ['ATE0 (line 3)'],
    ['AT+CWMODE? (line 4)', 'failure'],
    ['AT (line 5)', 'skipped'],
  ]);
});

test('--json: every line is an event of the reference', async () => {
  const at = files({ 'bad.yaml': BAD });
  const { code, out } = await ended(start(['play', at('bad.yaml'), '--json', '--seed', '7']));
  expect(code).toBe(1);
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => playEventSchema.parse(JSON.parse(line)));
  expect(events).toMatchObject([
    { event: 'scenario', scenario: 'bad', seed: 7 },
    { event: 'step', line: 3, step: 'ATE0', ok: true },
    { event: 'step', line: 4, ok: false, why: '"+CWMODE:3" did not come within 200 ms.' },
    { event: 'outcome', scenario: 'bad', ok: false, line: 4, traffic: expect.any(Array) },
    { event: 'verdict', code: 1, passed: 0, failed: 1 },
  ]);
});

test('--json tells what becomes of faults, and the traffic why a command failed', async () => {
  const at = files({
    'fault.yaml':
      'steps:\n  - ATE0\n  - fault: module.answer,command=AT+GMR,answer=ERROR,count=1\n  - AT+GMR\n',
  });
  const { code, out } = await ended(start(['play', at('fault.yaml'), '--json']));
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => playEventSchema.parse(JSON.parse(line)));
  expect(code).toBe(1);
  expect(events.filter(({ event }) => event === 'fault')).toMatchObject([
    { fault: 'module.answer', phase: 'begins' },
    { fault: 'module.answer', phase: 'acts' },
    { fault: 'module.answer', phase: 'ends' },
  ]);
  const traffic = events.flatMap((event) => (event.event === 'outcome' ? (event.traffic ?? []) : []));
  expect(traffic.join('\n')).toMatch(/· fault module\.answer: [\s\S]*> AT\+GMR/);
});

test('a file with mistakes plays nothing: exit code 2, and a report that says so', async () => {
  const at = files({ 'good.yaml': GOOD, 'wrong.yaml': 'steps:\n  - wait: 2\n  - AT{x}\n' });
  const report = at('report.xml');
  const { code, out, err } = await ended(
    start(['play', at('good.yaml'), at('wrong.yaml'), '--junit', report]),
  );
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toMatch(
    /^atmqtt: \S+wrong\.yaml:2: steps\[0\]\.wait takes .*\n\S+wrong\.yaml:3: in steps\[1\]\.at, there is no/,
  );
  expect(readFileSync(report, 'utf8')).toContain('failures="1"');
});

test('a report that cannot be written plays nothing: exit code 2, and a sentence', async () => {
  const { code, out, err } = await ended(start(['play', 'comma-json', '--junit', '/nowhere/report.xml']));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^atmqtt: [^\n]*\/nowhere\/report\.xml[^\n]*\n$/);
});

test('the ready ones are listed and played by name', async () => {
  const listed = await ended(start(['play', '--list']));
  expect(listed.code).toBe(0);
  expect(listed.out).toMatch(/^comma-json +\S/m);
  const { code, out } = await ended(start(['play', 'comma-json']));
  expect([code, out.split('\n')[0]]).toEqual([0, 'comma-json']);
});

test.each([
  [['play'], 'atmqtt play takes scenarios: files, names of built-in ones, or --all'],
  [['play', 'coma-json'], 'There is no scenario coma-json; did you mean comma-json?'],
  [['play', 'none.yaml'], 'The scenario none.yaml cannot be read: no such file; atmqtt play --list lists'],
  [['play', 'comma-json', '--as', 'module'], '--as module needs the port of the host'],
  [
    ['play', 'comma-json', '--broker', '0.0.0.0:1883'],
    '--broker takes the address at which the hardware reaches',
  ],
  [['play', 'comma-json', '--seed', 'x'], '--seed takes a whole number from 0 to 2147483647, not "x".'],
  [['play', 'comma-json', '--against', 'nowhere:1'], 'nowhere'],
])('%j is refused with exit code 2', async (args, reason) => {
  const { code, err } = await ended(start(args));
  expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
});

test('a second atmqtt is played against, over a terminal and over TCP', async () => {
  const ready = join(folder(), 'ready.json');
  start(['run', '-p', 'pty', '-p', 'tcp-listen:0', '--ready-file', ready]);
  const { modules } = (await readyFile(ready)) as {
    modules: { ports: { path?: string; port?: number }[] }[];
  };
  const [pty, tcp] = modules[0]?.ports ?? [];
  for (const against of [`pty:${pty?.path}`, `tcp:127.0.0.1:${tcp?.port}`]) {
    const { code, out } = await ended(start(['play', 'comma-json', '--against', against]));
    expect([code, out]).toEqual([0, expect.stringContaining('comma-json: passed')]);
  }
});

test('--as module: a host program comes through, or its end says why not', async () => {
  const at = files({
    'day.yaml': 'timeout: 5s\nsteps:\n  - {at: AT+CWMODE=1}\n  - {at: AT+GMR}\n',
    'host.sh':
      'say() { printf "%s\\r\\n" "$1"; while read -r line; do case "$line" in OK*) return;; esac; done; }\nwhile read -r line; do case "$line" in *GOT*) break;; esac; done\nsay AT+CWMODE=1\n[ "$1" = lazy ] && exit 4\nsay AT+GMR\n',
  });
  const exec = (arg: string) => `exec:sh ${at('host.sh')} ${arg}`;
  const good = await ended(start(['play', at('day.yaml'), '--as', 'module', '--against', exec('eager')]));
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('day: passed')]);
  const lazy = await ended(start(['play', at('day.yaml'), '--as', 'module', '--against', exec('lazy')]));
  expect([lazy.code, lazy.out]).toEqual([
    1,
    expect.stringMatching(/:4: The program of exec:.* exited with code 4 before the scenario was over\./),
  ]);
});

test('Ctrl-C ends it in order with exit code 1', async () => {
  const at = files({ 'long.yaml': 'steps:\n  - AT\n  - wait: 1m\n' });
  const program = start(['play', at('long.yaml')]);
  await expect.poll(() => program.stdout()).toContain('AT\n');
  program.child.kill('SIGINT');
  expect(await program.exited).toBe(1);
  expect(program.stdout()).toContain('long: FAILED');
});
