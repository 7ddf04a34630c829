import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseXml } from '../expect/parse-xml.ts';
import { needs } from '../support/needs.ts';
import { folder, type Program, readyFile, start, until } from './program.ts';

const FAILS = 'echo starting >&2; echo "sensor: no such bus" >&2; exit 3';

interface ShownCase {
  readonly name: string;
  readonly failure?: string;
  readonly skipped?: string;
}

/** The cases of a report, with the whole text of a failure. */
function casesOf(file: string): readonly ShownCase[] {
  const [suite] = parseXml(readFileSync(file, 'utf8')).children;
  return (suite?.children ?? [])
    .filter(({ tag }) => tag === 'testcase')
    .map(({ attributes, children }) => ({
      name: attributes.name ?? '',
      ...Object.fromEntries(
        children.map((child) => [child.tag, child.tag === 'failure' ? child.text : child.attributes.message]),
      ),
    }));
}

const failuresOf = (file: string) => casesOf(file).flatMap(({ failure }) => (failure ? [failure] : []));

function report(): string {
  return join(folder(), 'report.xml');
}

const run = (...args: readonly string[]): Program => start(['run', '--log-level', 'error', ...args]);

describe('a run whose only hosts are programs ends with them', () => {
  test.each([
    ['true', 0],
    ['exit 3', 3],
    ['no-such-program-at-all', 127],
    ['exec /dev/null', 126],
    ['kill -KILL $$', 137],
    ['sh -c "kill -TERM \\$\\$"; exit $?', 143],
  ])('exec:%s gives its exit code', async (command, code) => {
    expect(await run('--port', `exec:${command}`).exited).toBe(code);
  });

  test('one that fails is told in one sentence, with the last lines of its standard error', async () => {
    const program = run('--port', `exec:${FAILS}`);
    expect(await program.exited).toBe(3);
    expect(program.stderr()).toBe(
      `atmqtt: The program of exec:${FAILS} exited with code 3.\n  starting\n  sensor: no such bus\n`,
    );
  });

  test('with several it waits for the last one, and one that fails ends it at once', async () => {
    const file = join(folder(), 'late');
    expect(await run('--port', 'exec:true', '--port', `exec:sleep 0.3; echo >${file}`).exited).toBe(0);
    expect(existsSync(file)).toBe(true);
    const failing = run('--port', 'exec:exec sleep 60', '--port', 'exec:exit 4');
    expect(await failing.exited).toBe(4);
    expect(failing.stderr()).toContain('The program of exec:exit 4 exited with code 4.');
  });

  test('in a settings file, with several modules', needs('python3'), async () => {
    const file = join(folder(), 'modules.yaml');
    writeFileSync(
      file,
      'modules:\n  one:\n    ports: ["exec:true"]\n  two:\n    ports: ["exec:sleep 0.3; exit 6"]\n',
    );
    const junit = report();
    expect(await run('--config', file, '--junit', junit).exited).toBe(6);
    expect(casesOf(junit)).toEqual([
      expect.objectContaining({ name: 'port exec:true (one)' }),
      { name: 'port exec:sleep 0.3; exit 6 (two)', failure: 'The program exited with code 6.' },
    ]);
  });

  test('a signal that ends it before they have is no success', async () => {
    const ready = join(folder(), 'ready.json');
    const program = run('--port', 'exec:exec sleep 60', '--ready-file', ready);
    await readyFile(ready);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(143);
    expect(program.stderr()).toContain(
      'SIGTERM ended the run before the program of exec:exec sleep 60 ended.',
    );
  });

  test('beside other ports it does not end the run, unless that is judged', async () => {
    const ready = join(folder(), 'ready.json');
    const ports = ['--port', 'exec:exit 3', '--port', 'tcp-listen:0'];
    const program = start(['run', ...ports, '--ready-file', ready]);
    await readyFile(ready);
    await until('end in the log', () => program.stderr().includes('exited with code 3') || undefined);
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(0);
    expect(await run(...ports, '--timeout', '60').exited).toBe(3);
  });
});

describe('a program that fails is a failed test case, with its standard error', needs('python3'), () => {
  test.each([
    ['exec port', ['--port', `exec:${FAILS}`], `port exec:${FAILS}`],
    ['exec port with a limit', ['--port', `exec:${FAILS}`, '--timeout', '60'], `port exec:${FAILS}`],
    ['exec port with --fail', ['--port', `exec:${FAILS}`, '--fail', 'x'], `port exec:${FAILS}`],
    ['--exec', ['--port', 'tcp-listen:0', '--exec', FAILS], `exec ${FAILS}`],
  ])('%s', async (_, args, name) => {
    const junit = report();
    const program = run(...args, '--junit', junit);
    expect(await program.exited).toBe(3);
    expect(casesOf(junit).find((each) => each.name === name)?.failure).toBe(
      'The program exited with code 3.\nstarting\nsensor: no such bus',
    );
    expect(readFileSync(junit, 'utf8')).toContain(' failures="1" ');
    expect(program.stderr()).toContain('sensor: no such bus');
  });

  test('before all that is expected has come; the code is its own', async () => {
    const junit = report();
    const program = run(
      '--port',
      `exec:printf 'AT\\r\\n'; exit 4`,
      '--expect',
      '+MQTTCONNECTED',
      '--junit',
      junit,
    );
    expect(await program.exited).toBe(4);
    const why = `exited with code 4 before --expect "+MQTTCONNECTED" came.`;
    expect(program.stderr()).toContain(why);
    expect(failuresOf(junit)).toEqual([expect.stringContaining(why), 'The program exited with code 4.']);
  });

  test('one that ends well before all has come is none that failed, but the run has', async () => {
    const junit = report();
    const program = run('--port', `exec:printf 'AT\\r\\n'`, '--expect', 'never', '--junit', junit);
    expect(await program.exited).toBe(1);
    expect(failuresOf(junit)).toEqual([expect.stringContaining('before --expect "never" came')]);
  });

  test('with the last expectation the run has ended well, whatever the program does later', async () => {
    const junit = report();
    const program = run(
      '--port',
      `exec:printf 'AT\\r\\n'; sleep 1; exit 5`,
      '--expect',
      'OK',
      '--junit',
      junit,
    );
    expect(await program.exited).toBe(0);
    expect(failuresOf(junit)).toEqual([]);
  });

  test('a program of --exec is heard to its end, and does not hide that of a port', async () => {
    const junit = report();
    const program = run('--port', 'exec:exit 3', '--exec', 'sleep 0.5; echo tested', '--junit', junit);
    expect(await program.exited).toBe(3);
    expect(program.stdout()).toContain('tested');
    expect(failuresOf(junit)).toEqual(['The program exited with code 3.']);
  });
});

describe('a run that never started is a failed test case with the reason', needs('python3'), () => {
  const timeout = ['--timeout', '60'];

  async function taken(): Promise<string> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async function refused(junit: string, args: readonly string[], code: number): Promise<ShownCase[]> {
    writeFileSync(junit, 'of an earlier run');
    const program = start(['run', '--junit', junit, ...args]);
    expect(await program.exited).toBe(code);
    const [first, ...rest] = casesOf(junit);
    expect(first?.name).toBe('start');
    // Where the terminal shows a mark of an option, the report has the sentence alone.
    expect(program.stderr()).toContain(first?.failure);
    expect(rest.every(({ skipped }) => skipped === 'the run did not start')).toBe(true);
    return [...rest];
  }

  test('a port that is taken', async () => {
    const rest = await refused(
      report(),
      [
        '--port',
        `tcp-listen:${await taken()}`,
        '--expect',
        'OK',
        '--fail',
        'x',
        '--exec',
        'true',
        ...timeout,
      ],
      75,
    );
    expect(rest.map(({ name }) => name)).toEqual(['expect OK', 'fail x', 'exec true', 'timeout 60 s']);
  });

  test('a broker’s port that is taken', async () => {
    await refused(report(), ['--port', 'tcp-listen:0', '--broker', await taken(), ...timeout], 75);
  });

  test('a flash directory that another program has', async () => {
    const flash = folder();
    const ready = join(folder(), 'ready.json');
    run('--port', 'tcp-listen:0', '--flash', flash, '--ready-file', ready);
    await readyFile(ready);
    await refused(report(), ['--port', 'tcp-listen:0', '--flash', flash, ...timeout], 75);
  });

  test.each([
    ['a malformed port', ['--port', 'tcp-listen:x', ...timeout]],
    ['a setting that is none', ['--set', 'nonsense=1', ...timeout]],
    ['a settings file that is missing', ['--config', 'no-such-file.yaml', ...timeout]],
    ['an expectation that is none', ['--expect', '/(/']],
    ['an empty expectation', ['--expect', '']],
    ['an expectation that is longer than what is looked at', ['--expect', 'x'.repeat(8193)]],
    ['a limit that is none', ['--timeout', 'soon']],
    ['nothing to judge', ['--port', 'tcp-listen:0']],
    ['an option that is unknown', ['--no-such-option', ...timeout]],
    ['an option without its value', [...timeout, '--port']],
    ['a choice that is none', ['--log-level', 'loud', ...timeout]],
    ['a command that is unknown', ['no-such-command', ...timeout]],
  ])('%s', async (_, args) => {
    await refused(report(), args, 2);
  });
});

test('what must not come and is said last of all counts before how the program ended', async () => {
  const program = run('--port', `exec:printf 'AT\\r\\n'; exit 2`, '--fail', 'AT');
  expect(await program.exited).toBe(1);
  expect(program.stderr()).toContain('--fail "AT" came');
});
