import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { farFolder, install, pack, plainEnvironment } from './support/installed.ts';

const ROOT = join(import.meta.dirname, '../..');
const INSTALLING_MS = 180_000;
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const PAGE = readFileSync(join(ROOT, 'docs/testing-kit.md'), 'utf8');

/** The programs of the page, by their names. */
const EXAMPLES = new Map(
  [...PAGE.matchAll(/^```ts (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', code = '']) => [name, code] as const,
  ),
);

let project: string;

beforeAll(async () => {
  project = farFolder();
  const { tarball } = await pack(project);
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const others = ['@types/node', 'vitest'].map((name) => `${name}@${devDependencies[name]}`);
  // That of jest, whose runner brings some 200 packages more.
  await install(project, tarball, ...others, 'expect@30.5.2');
  for (const [name, code] of EXAMPLES) writeFileSync(join(project, name), code);
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }\n');
  const options = [
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--types',
    'node',
    '--module',
    'node16',
  ];
  await run(process.execPath, [TSC, ...options, ...EXAMPLES.keys()]);
}, INSTALLING_MS);

afterAll(() => rmSync(project, { recursive: true, force: true }));

async function run(program: string, args: readonly string[]): Promise<string> {
  // Else a runner within a runner takes itself for a part of this one.
  const { VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, NODE_TEST_CONTEXT, ...env } = plainEnvironment();
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      cwd: project,
      env: { ...env, NO_COLOR: '1' },
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(stdout + stderr, { cause: error });
  }
}

describe('in a project that installed the package', needs('npm registry'), () => {
  test('vitest runs the example as it is written', async () => {
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    expect(await run(process.execPath, [vitest, 'run', 'lamp.test.ts'])).toMatch(/Tests +3 passed \(3\)/);
  });

  test('node:test runs the example as it is written', async () => {
    const said = await run(process.execPath, ['--test', '--test-reporter=tap', 'lamp.node-test.js']);
    expect(said).toMatch(/# pass 1\n# fail 0/);
  });

  test('the expect of jest takes the matchers, and fails with what the assertions say', async () => {
    writeFileSync(
      join(project, 'jest-expect.mjs'),
      `import assert from 'node:assert/strict';
       import { assertions, createTestModule, matchers } from 'atmqtt/testing';
       import { expect } from 'expect';
       expect.extend(matchers);
       const lab = await createTestModule({ broker: true, echo: false });
       await lab.host.command('AT');
       await expect(lab).toHaveSentCommands(['AT']);
       await expect(lab).toBeInState(0, 0);
       await expect(lab).not.toHavePublished('t');
       await expect(lab).not.toHaveHeard('+MQTTCONNECTED');
       const failed = (promise) => promise.then(() => assert.fail(), ({ message }) => message);
       const said = await failed(expect(lab).toHaveSentCommands(['AT+GMR']));
       assert.equal(said, await failed(assertions.toHaveSentCommands(lab, ['AT+GMR'])));
       console.log(said.split('\\n')[0]);
       await lab.close();`,
    );
    const said = await run(process.execPath, ['jest-expect.mjs']);
    expect(said).toBe('expected 1 command, 1 sent: command 1 differs (- expected, + sent)\n');
  });

  test('the coverage is the one of the page', async () => {
    expect(PAGE).toContain(`\`\`\`\n${await run(process.execPath, ['coverage.js'])}\`\`\``);
  });
});
