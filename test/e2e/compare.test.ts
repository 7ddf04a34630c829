import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { folder, readyFile, start } from './program.ts';

const PATIENCE_MS = 60_000;

/** A module of the built program, and where it is. */
async function moduleAt(port: string, ...args: readonly string[]): Promise<void> {
  const file = `${folder()}/ready.json`;
  start(['run', '--no-terminal', '--port', port, '--ready-file', file, ...args]);
  await readyFile(file);
}

async function compare(...args: readonly string[]) {
  const program = start(['compare', ...args]);
  const code = await program.exited;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

test(
  'the program does not differ from itself, on a pseudo-terminal, and says so in JSON, as a page and in a file',
  async () => {
    const here = folder();
    const place = `pty:${here}/esp`;
    await moduleAt(place, '-s', 'firmware=5.0');
    const { code, stdout, stderr } = await compare(
      place,
      ...['--only', 'clean', '--only', 'base', '--allow', 'restart,restore', '--json'],
      ...['--html', `${here}/report.html`, '--corrections', `${here}/corrections.ndjson`],
    );
    expect(stderr).not.toMatch(/^atmqtt:/m);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      format: 'atmqtt-comparison',
      findings: [],
      lostIn: [],
      mostLike: { firmware: '5.0' },
      ours: { firmware: '5.0' },
      leftOut: {},
    });
    expect(report.played).toBe(report.planned);
    expect(code).toBe(0);
    expect(readFileSync(`${here}/report.html`, 'utf8')).toMatch(/^<!DOCTYPE html>/);
    expect(readFileSync(`${here}/corrections.ndjson`, 'utf8')).toMatch(/^\{"format":"atmqtt-corrections"/);
  },
  PATIENCE_MS,
);

test(
  'over TCP, held against another release, the release is the finding; exit code 1',
  async () => {
    const port = await freePort();
    await moduleAt(`tcp-listen:127.0.0.1:${port}`, '-s', 'firmware=5.0');
    const { code, stdout } = await compare(
      `tcp:127.0.0.1:${port}`,
      ...['--only', 'base', '--firmware', '4.1', '--lang', 'zh'],
    );
    expect(stdout).toMatch(/最像固件 5\.0/);
    expect(stdout).toMatch(/1\. 与固件 5\.0, follow: manual 一样/);
    expect(stdout).toMatch(/--allow restart/);
    expect(code).toBe(1);
  },
  PATIENCE_MS,
);

test.each([
  [
    ['tcp:127.0.0.1:1', '--only', 'nothing'],
    'There is no case or group "nothing"; the groups are base, busy,',
  ],
  [['tcp:127.0.0.1:1', '--allow', 'all'], '--allow takes restart, restore, flash, not "all".'],
  [['tcp:127.0.0.1:1', '--timeout', 'soon'], '--timeout takes a time with its unit'],
  [['tcp:127.0.0.1:1', '--broker', '0.0.0.0:1883'], '--broker takes the address at which'],
  [['tcp:127.0.0.1:1', '--wifi-password-file', 'x'], '--wifi-password-file needs --ssid.'],
])('%j is refused', async (args, reason) => {
  const { code, stderr } = await compare(...args);
  expect(stderr).toContain(reason);
  expect(code).toBe(2);
});

test('the Wi-Fi password is shown nowhere', async () => {
  const here = folder();
  const port = await freePort();
  await moduleAt(`tcp-listen:127.0.0.1:${port}`);
  const program = start(
    [
      ...['compare', `tcp:127.0.0.1:${port}`, '--only', 'clean-0001', '--ssid', 'garden'],
      ...['--html', `${here}/report.html`, '--corrections', `${here}/corrections.ndjson`],
    ],
    { env: { ATMQTT_WIFI_PASSWORD: 'hunter22' } },
  );
  await program.exited;
  const files = [`${here}/report.html`, `${here}/corrections.ndjson`].filter((file) => existsSync(file));
  const told = [program.stdout(), program.stderr(), ...files.map((file) => readFileSync(file, 'utf8'))];
  expect(told.join('\n')).not.toContain('hunter22');
});

test(
  'Ctrl-C ends it with the report of what was played, and the page',
  async () => {
    const here = folder();
    const port = await freePort();
    await moduleAt(`tcp-listen:127.0.0.1:${port}`);
    const page = `${here}/report.html`;
    const program = start(['compare', `tcp:127.0.0.1:${port}`, '--only', 'fuzz', '--html', page]);
    // Its first progress, ten seconds from the beginning.
    await new Promise<void>((resolve) => program.child.stderr?.once('data', () => resolve()));
    program.child.kill('SIGINT');
    expect(await program.exited).toBe(130);
    expect(program.stdout()).toContain('It was ended before all cases were played.');
    expect(program.stdout()).toContain('No difference.');
    expect(existsSync(page)).toBe(true);
  },
  PATIENCE_MS,
);

test('a page that cannot be written is told', async () => {
  const port = await freePort();
  await moduleAt(`tcp-listen:127.0.0.1:${port}`);
  const page = `${folder()}/nowhere/report.html`;
  const { code, stderr } = await compare(`tcp:127.0.0.1:${port}`, '--only', 'clean-0001', '--html', page);
  expect(stderr).toContain(`${page} cannot be written: `);
  expect(code).toBe(2);
});

test('a report that cannot be written is told in one sentence', async () => {
  const port = await freePort();
  await moduleAt(`tcp-listen:127.0.0.1:${port}`);
  const html = `${folder()}/nowhere/report.html`;
  const { code, stderr } = await compare(`tcp:127.0.0.1:${port}`, '--only', 'base', '--html', html);
  expect(stderr).toContain(`${html} cannot be written: `);
  expect(code).toBe(2);
});
