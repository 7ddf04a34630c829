import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { farFolder, install, pack, plainEnvironment } from './support/installed.ts';

const ROOT = join(import.meta.dirname, '../..');
const INSTALLING_MS = 120_000;
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** The programs of docs/library.md, by their names. */
const EXAMPLES = new Map(
  [...readFileSync(join(ROOT, 'docs/library.md'), 'utf8').matchAll(/^```ts (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', code = '']) => [name, code] as const,
  ),
);
/** What each prints, or the parts of it that do not differ from run to run. */
const PRINTS: Readonly<Record<string, readonly string[]>> = {
  'test.ts': [],
  'module.ts': ["kind: 'tcp'", '+CWJAP', 'WIFI GOT IP', '\n0\n'],
  'broker.ts': ['mqtt://127.0.0.1:'],
};

let project: string;

beforeAll(async () => {
  project = farFolder();
  const { tarball } = await pack(project);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  await install(project, tarball, `@types/node@${manifest.devDependencies['@types/node']}`);
  for (const [name, code] of EXAMPLES) writeFileSync(join(project, name), code);
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }\n');
}, INSTALLING_MS);

afterAll(() => rmSync(project, { recursive: true, force: true }));

async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: project, env: plainEnvironment() });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(stdout + stderr, { cause: error });
  }
}

function compile(module: string, resolution: string, ...more: readonly string[]): Promise<string> {
  const options = ['--strict', '--target', 'es2022', '--types', 'node', '--module', module];
  return run(process.execPath, [
    TSC,
    ...options,
    '--moduleResolution',
    resolution,
    ...more,
    ...EXAMPLES.keys(),
  ]);
}

describe('a project that installed the package', needs('npm registry'), () => {
  test('has every example of docs/library.md', () => {
    expect([...EXAMPLES.keys()].sort()).toEqual(Object.keys(PRINTS).sort());
    const lines = (EXAMPLES.get('test.ts') ?? '').trimEnd().split('\n');
    expect(lines.length).toBeLessThan(20);
  });

  test.each([
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ])(
    'compiles them strictly, the package’s own types too: module %s, resolution %s',
    async (module, resolution) => {
      await compile(module, resolution, '--noEmit', '--exactOptionalPropertyTypes');
    },
  );

  test('runs them', async () => {
    await compile('node16', 'node16');
    for (const [name, parts] of Object.entries(PRINTS)) {
      const printed = await run(process.execPath, [join(project, name.replace(/ts$/, 'js'))]);
      for (const part of parts) expect(printed).toContain(part);
    }
  });

  test('has one copy of each class in all entry points', async () => {
    writeFileSync(
      join(project, 'one-copy.mjs'),
      `import { AtmqttError, createModule } from 'atmqtt';
       import { BrokerError } from 'atmqtt/broker';
       import { parsePortSpec, PortError } from 'atmqtt/ports';
       let thrown;
       try { await createModule().openPort('nonsense'); } catch (error) { thrown = error; }
       console.log(thrown instanceof PortError, thrown instanceof AtmqttError, BrokerError.prototype instanceof AtmqttError);
       try { parsePortSpec('nonsense'); } catch (error) { console.log(error.code); }`,
    );
    expect(await run(process.execPath, ['one-copy.mjs'])).toBe('true true true\nMALFORMED\n');
  });
});
