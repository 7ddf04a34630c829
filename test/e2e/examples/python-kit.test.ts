import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { programPath } from '../../support/programs.ts';
import { MAIN } from '../program.ts';
import { launch, run, type Tool } from './support/tools.ts';

const KIT = fileURLToPath(new URL('../../../packaging/python', import.meta.url));
/** Python's own, which the tests of the kit use as it is. */
const QUIET = { PYTHONDONTWRITEBYTECODE: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

const needed = needs('pytest', 'pyserial', 'python-build', 'hatchling', 'venv');

describe('the kit for pytest, as a wheel in a fresh virtual environment', needed, () => {
  let place = '';
  let python = '';
  let wheel = '';

  const done = async (program: string, ...args: readonly string[]): Promise<string> => {
    const tool = launch(program, args, { environment: QUIET });
    expect(await tool.exited, tool.stdout() + tool.stderr()).toBe(0);
    return tool.stdout();
  };

  /** Runs tests in a folder of their own; a name and what is in it. */
  const suite = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Tool => {
    const here = mkdtempSync(join(place, 'suite-'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(here, name), content);
    const options = ['-m', 'pytest', '-p', 'no:cacheprovider', `--basetemp=${here}/tmp`, '-rs', ...args];
    return run(python, options, {
      cwd: here,
      environment: { ...QUIET, ATMQTT: `${process.execPath} ${MAIN}` },
    });
  };

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'atmqtt-python-'));
    const debian = programPath('python-build');
    // A copy, in which the build may write.
    const source = join(place, 'source');
    cpSync(KIT, source, { recursive: true });
    // Debian's hatchling asks for a package that only installations in place need.
    const build = ['-m', 'build', '--wheel', '--no-isolation', '--skip-dependency-check'];
    await done(debian, ...build, '--outdir', join(place, 'wheel'), source);
    wheel = readdirSync(join(place, 'wheel')).join();
    // Without an index, pytest and pyserial are those of the system.
    await done(debian, '-m', 'venv', '--system-site-packages', join(place, 'venv'));
    python = join(place, 'venv', 'bin', 'python');
    await done(
      python,
      '-m',
      'pip',
      'install',
      '--no-index',
      '--find-links',
      join(place, 'wheel'),
      'pytest-atmqtt',
    );
  }, 120_000);

  afterAll(() => rmSync(place, { recursive: true, force: true }));

  test('is pure Python, with the version of the program', () => {
    const { version } = JSON.parse(readFileSync(join(KIT, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(wheel).toBe(`pytest_atmqtt-${version}-py3-none-any.whl`);
  });

  test('passes its examples as written', async () => {
    const examples = readdirSync(join(KIT, 'examples')).filter((name) => name.endsWith('.py'));
    const files = examples.map((name) => [name, readFileSync(join(KIT, 'examples', name), 'utf8')] as const);
    const count = files.flatMap(([, text]) => text.match(/^def test_/gm) ?? []).length;
    const pytest = suite(Object.fromEntries(files));
    expect(await pytest.exited, pytest.stdout()).toBe(0);
    expect(pytest.stdout()).toMatch(new RegExp(`^=+ ${count} passed in .*=$`, 'm'));
  }, 120_000);

  test('passes the samples of its page and of the guide as written', async () => {
    const pages = [join(KIT, 'README.md'), join(KIT, '../../docs/guides/python-pytest.md')];
    const samples = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/```python\n(.*?)```/gs)].map(([, code = '']) => code),
    );
    const own = samples.filter((code) => code.includes('(atmqtt'));
    expect(own.length).toBeGreaterThan(1);
    const pytest = suite(Object.fromEntries(own.map((code, index) => [`test_sample_${index}.py`, code])));
    expect(await pytest.exited, pytest.stdout()).toBe(0);
  }, 120_000);

  test('a failed expectation says what came instead, with the conversation and the log', async () => {
    const pytest = suite({
      'test_fails.py': [
        'def test_fails(atmqtt, expect):',
        '    atmqtt.type("AT+MQTTPUB=0")',
        '    expect.publish("home/#", timeout=0.5)',
        '',
        'def test_other_module_is_fresh(atmqtt):',
        '    assert atmqtt.state() == 0',
        '',
      ].join('\n'),
    });
    expect(await pytest.exited).toBe(1);
    const shown = pytest.stdout();
    expect(shown).toMatch(/^=+ 1 failed, 1 passed in .*=$/m);
    expect(shown).toContain("expected publish topic='home/#'; ");
    expect(shown).toContain("line='AT+MQTTPUB=0'");
    expect(shown).toContain('atmqtt transcript');
    expect(shown).toContain('atmqtt log');
  }, 60_000);

  test('a program that does not come up is told with its own words', async () => {
    const test = '@pytest.mark.atmqtt(firmwares="2.4")\ndef test_never(atmqtt):\n    pass\n';
    const pytest = suite({ 'test_start.py': `import pytest\n\n${test}` });
    expect(await pytest.exited).toBe(1);
    expect(pytest.stdout()).toContain('firmwares');
  }, 60_000);

  test('its types hold strictly', { ...needs('mypy'), timeout: 120_000 }, async () => {
    const here = mkdtempSync(join(place, 'types-'));
    mkdirSync(join(here, 'cache'));
    const config = ['--config-file', join(KIT, 'pyproject.toml'), '--cache-dir', join(here, 'cache')];
    await done(programPath('mypy'), '-m', 'mypy', ...config, join(KIT, 'src'));
  });
});
