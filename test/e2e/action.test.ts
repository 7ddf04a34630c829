import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { needs } from '../support/needs.ts';
import { folder } from './program.ts';
import { farFolder, pack, plainEnvironment } from './support/installed.ts';

const INSTALLING_MS = 120_000;
const REFERENCE = /\$\{\{ *(.*?) *\}\}/g;

interface ActionStep {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description?: string; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

const text = readFileSync(fileURLToPath(new URL('../../action.yml', import.meta.url)), 'utf8');
const action = parse(text) as Action;

describe('action.yml', () => {
  test('is a composite action whose shell steps name their shell', () => {
    expect(action.runs.using).toBe('composite');
    for (const step of action.runs.steps) {
      expect([step.run, step.uses].filter((each) => each !== undefined)).toHaveLength(1);
      if (step.run !== undefined) expect(step.shell).toBe('bash');
    }
  });

  test('uses every input there is, and no other', () => {
    const used = [...text.matchAll(REFERENCE)].map(([, expression]) => expression?.replace(/^inputs\./, ''));
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
    for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\w/);
  });

  test('puts no input into the text of a script, where a shell would read it as commands', () => {
    for (const { run } of action.runs.steps) expect(run ?? '').not.toMatch(REFERENCE);
  });
});

/** What the runner keeps for a job. */
class Runner {
  readonly home: string;
  readonly #output: string;
  readonly #path: string;

  constructor(home: string) {
    this.home = home;
    this.#output = join(home, 'output');
    this.#path = join(home, 'path');
    for (const file of [this.#output, this.#path]) writeFileSync(file, '');
  }

  get output(): string {
    return readFileSync(this.#output, 'utf8');
  }

  /** Runs a shell step as the runner does: inputs into its `env`, its script with bash. */
  async run(step: ActionStep, inputs: Readonly<Record<string, string>>, cwd: string, actionPath = '') {
    const value = (name: string): string => inputs[name] ?? action.inputs[name]?.default ?? '';
    const env = Object.entries(step.env ?? {}).map(([name, template]) => [
      name,
      template.replace(REFERENCE, (_all, expression: string) => value(expression.replace(/^inputs\./, ''))),
    ]);
    const script = join(cwd, 'step.sh');
    writeFileSync(script, step.run ?? '');
    const added = readFileSync(this.#path, 'utf8').split('\n').filter(Boolean).reverse();
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd,
      env: {
        ...plainEnvironment(),
        ...Object.fromEntries(env),
        PATH: [...added, process.env.PATH].join(':'),
        RUNNER_TEMP: this.home,
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_OUTPUT: this.#output,
        GITHUB_PATH: this.#path,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk;
      });
    }
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit, signal) => resolve(exit ?? signal));
    });
    return { code, said };
  }
}

function stepNamed(name: string): ActionStep {
  const found = action.runs.steps.find((step) => step.name === name);
  if (found === undefined) throw new Error(`action.yml has no step ${name}`);
  return found;
}

describe('the steps, run by bash', needs('npm registry'), () => {
  let runner: Runner;
  let tarball: string;

  beforeAll(async () => {
    runner = new Runner(farFolder());
    mkdirSync(join(runner.home, 'work'));
    const cwd = join(runner.home, 'work');
    expect(await runner.run(stepNamed('Look for Node'), {}, cwd)).toMatchObject({ code: 0 });
    ({ tarball } = await pack(runner.home));
    const installed = await runner.run(stepNamed('Install atmqtt'), { path: tarball }, cwd);
    expect(installed.code, installed.said).toBe(0);
  }, INSTALLING_MS);

  afterAll(() => {
    if (runner !== undefined) rmSync(runner.home, { recursive: true, force: true });
  });

  /** A host that sends a line, waits for OK and ends with a code. */
  function host(cwd: string, line: string, code = 0): string {
    const file = join(cwd, 'host.mjs');
    writeFileSync(
      file,
      `import { connect } from 'node:net';
const [host, port] = process.env.ATMQTT_TCP.split(':');
const socket = connect(Number(port), host, () => socket.write(${JSON.stringify(`${line}\r\n`)}));
let text = '';
socket.on('data', (chunk) => {
  text += chunk;
  if (text.includes('OK\\r\\n')) process.exit(${code});
});
`,
    );
    return `'${process.execPath}' host.mjs`;
  }

  const PORT = 'tcp-listen:127.0.0.1:0';

  test('Node that is there already is used', () => {
    expect(runner.output).toBe('present=true\n');
    const setUp = action.runs.steps.find(({ uses }) => uses !== undefined);
    expect(setUp?.if).toBe("steps.node.outputs.present != 'true'");
  });

  test('a host runs against the module, what must be said is said, and the result is written', async () => {
    const cwd = folder();
    const inputs = {
      run: host(cwd, 'AT+CWMODE?'),
      port: `pty:${join(cwd, 'tty')}\n${PORT}\n`,
      broker: '127.0.0.1:0',
      expect: '+CWMODE:1\n/^OK/m\n',
      fail: 'ERROR\nbusy',
      timeout: '60',
      junit: 'result.xml',
    };
    const { code, said } = await runner.run(stepNamed('Run atmqtt'), inputs, cwd);
    expect(code, said).toBe(0);
    expect(said).toContain(`serial ${join(cwd, 'tty')}`);
    expect(said).toContain('mqtt://127.0.0.1:');
    expect(readFileSync(join(cwd, 'result.xml'), 'utf8')).toContain('<testsuite');
  });

  test('the exit code of the command is that of the step', async () => {
    const cwd = folder();
    const inputs = { run: host(cwd, 'AT', 3), port: PORT };
    expect(await runner.run(stepNamed('Run atmqtt'), inputs, cwd)).toMatchObject({ code: 3 });
  });

  test('what must not be said fails the step', async () => {
    const cwd = folder();
    const inputs = { run: host(cwd, 'AT+CWMODE?'), port: PORT, fail: 'nothing of this\n+CWMODE:1' };
    const { code, said } = await runner.run(stepNamed('Run atmqtt'), inputs, cwd);
    expect(code, said).toBe(1);
    expect(said).toMatch(/^atmqtt: .*\+CWMODE:1/m);
  });

  test('a settings file names the port', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'bench.yaml'), `modules:\n  bench: { ports: ['${PORT}'] }\n`);
    const inputs = { run: host(cwd, 'AT'), config: 'bench.yaml' };
    const { code, said } = await runner.run(stepNamed('Run atmqtt'), inputs, cwd);
    expect(code, said).toBe(0);
    expect(said).toContain('bench');
  });

  test('inputs stay words, whatever is in them', async () => {
    const cwd = folder();
    const nasty = `$(touch taken) \`touch taken\` "; touch taken #' * \\`;
    const inputs = { run: host(cwd, 'AT'), port: PORT, fail: nasty };
    const { code, said } = await runner.run(stepNamed('Run atmqtt'), inputs, cwd);
    expect(code, said).toBe(0);
    expect(existsSync(join(cwd, 'taken'))).toBe(false);
  });

  test('a step that would never end is refused', async () => {
    const { code, said } = await runner.run(stepNamed('Run atmqtt'), { port: PORT }, folder());
    expect(code).toBe(2);
    expect(said).toMatch(/^::error::.*give run, expect or timeout/);
  });

  test('without a tarball the package is made from what the action was taken from, not fetched', async () => {
    const home = farFolder();
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const action = join(home, 'action');
    mkdirSync(action);
    const manifest = {
      name: 'atmqtt',
      version: '0.0.7',
      bin: { atmqtt: 'made.mjs' },
      scripts: { prepack: 'node make.mjs' },
    };
    writeFileSync(join(action, 'package.json'), JSON.stringify(manifest));
    const lock = { name: 'atmqtt', version: '0.0.7', lockfileVersion: 3, packages: { '': manifest } };
    writeFileSync(join(action, 'package-lock.json'), JSON.stringify(lock));
    const made = '#!/usr/bin/env node\nconsole.log("made here");\n';
    writeFileSync(
      join(action, 'make.mjs'),
      `import { writeFileSync } from 'node:fs';
console.log('building');
writeFileSync('made.mjs', ${JSON.stringify(made)});
`,
    );
    const other = new Runner(home);
    const cwd = folder();
    const installed = await other.run(stepNamed('Install atmqtt'), {}, cwd, action);
    expect(installed.code, installed.said).toBe(0);
    const { said } = await other.run(stepNamed('Run atmqtt'), { run: 'true' }, cwd);
    expect(said).toBe('made here\n');
  });

  test('a tarball that is not there is a sentence', async () => {
    const { code, said } = await runner.run(stepNamed('Install atmqtt'), { path: 'absent.tgz' }, folder());
    expect(code).toBe(2);
    expect(said).toMatch(/^::error::There is no tarball absent.tgz/);
  });
});
