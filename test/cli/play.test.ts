import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type PlayArguments, play } from '#cli/play/play';
import type { Message } from '#messages/message';
import { readyNames } from '#scenario/find-scenario';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';

/** Begins to play scenarios. @returns the exit code to come, and what is told */
function started(named: readonly string[], options: PlayArguments = {}) {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => spy.mockRestore());
  const told = said();
  return { outcome: play(named, options), told };
}

/** Plays scenarios to their end. */
async function playing(named: readonly string[], options: PlayArguments = {}) {
  const { outcome, told } = started(named, options);
  return { code: await outcome, told };
}

/** A scenario in a file. */
function scenario(name: string, ...steps: readonly string[]): string {
  const file = join(folder(), `${name}.yaml`);
  writeFileSync(file, ['broker: false', 'steps:', ...steps.map((step) => `  - ${step}`), ''].join('\n'));
  return file;
}

const usage = (key: string, params?: unknown) => ({
  name: 'UsageError',
  reason: { key: `scenario.${key}`, params },
});

test.each<[string, readonly string[], PlayArguments, string, unknown]>([
  ['nothing', [], {}, 'nothingToPlay', undefined],
  ['a name that is nearly one', ['wifi-flap-reconect'], {}, 'unknown', near('wifi-flap-reconnect')],
  ['a name like no other', ['qqqqqqqqqqqq'], {}, 'unknown', { name: 'qqqqqqqqqqqq', nearest: undefined }],
  ['a module without the port of its host', ['x.yaml'], { as: 'module' }, 'needsAgainst', undefined],
  ['any address', ['x.yaml'], { broker: '0.0.0.0:1883' }, 'anyAddress', { host: '0.0.0.0' }],
  ['a seed that is none', ['x.yaml'], { seed: '-1' }, 'badSeed', { typed: '-1', max: 2_147_483_647 }],
])('%s is refused', async (_, named, options, key, params) => {
  await expect(playing(named, options)).rejects.toMatchObject(usage(key, params));
});

function near(nearest: string) {
  return { name: 'wifi-flap-reconect', nearest };
}

test('a file that is not there, or is no file, is told', async () => {
  const help = { key: 'scenario.listHelps', params: undefined };
  await expect(playing(['/nowhere.yaml'])).rejects.toMatchObject(
    usage('noFile', { file: '/nowhere.yaml', help }),
  );
  const file = folder();
  await expect(playing([file])).rejects.toMatchObject(
    usage('unreadable', { file, why: 'EISDIR: illegal operation on a directory, read', help }),
  );
});

test('--list lists the built-in ones', async () => {
  const { code, told } = await playing([], { list: true });
  const names = readyNames();
  const width = Math.max(...names.map(({ length }) => length));
  expect(code).toBe(0);
  expect(told).toEqual(
    names.map((name) => ({
      key: 'scenario.listLine',
      params: { name, width, about: expect.stringMatching(/\w/) },
    })),
  );
});

test('a module that is waited for is told with where', async () => {
  const { outcome, told } = started([scenario('s', 'AT')], { against: 'tcp-listen:127.0.0.1:0' });
  await vi.waitFor(() => expect(told).toHaveLength(1));
  const { where } = (told[0] as Message<string, { where: string }>).params;
  expect(told).toEqual([
    { key: 'scenario.waiting', params: { where: expect.stringMatching(/127\.0\.0\.1:\d+$/) } },
  ]);
  const socket = connect(Number(where.split(':').at(-1)), '127.0.0.1');
  socket.end();
  await expect(outcome).rejects.toMatchObject(usage('lineClosed'));
});

describe('how scenarios go is told', () => {
  const seconds = expect.any(Number);
  const stepLine = (ok: boolean, step: string, depth = 0) => ({
    key: 'scenario.stepLine',
    params: { ok, seconds, depth, step },
  });

  test('step by step, and all of them at the end', async () => {
    const good = scenario('good', 'AT', 'repeat: {times: 2, steps: [ATE0]}');
    const bad = scenario('bad', 'AT', '{at: AT+GMR, fails: true}', 'AT');
    const junit = join(folder(), 'report.xml');
    const { code, told } = await playing([good, bad], { junit });
    const reason = { key: 'scenario.shouldFail', params: { answer: 'OK', codes: [] } };
    const failedAt = { key: 'scenario.failedAt', params: { file: bad, line: 4, reason } };
    expect(code).toBe(1);
    expect(told.filter(({ key }) => key !== 'faults.begins')).toMatchObject([
      stepLine(true, 'AT'),
      stepLine(true, 'ATE0', 1),
      stepLine(true, 'ATE0', 1),
      stepLine(true, 'repeat 2 times'),
      { key: 'scenario.cameThrough', params: { name: 'good', steps: 2, seconds } },
      stepLine(true, 'AT'),
      stepLine(false, 'AT+GMR'),
      failedAt,
      { key: 'scenario.failed', params: { name: 'bad', seconds } },
      { key: 'scenario.summary', params: { passed: 1, failed: 1 } },
    ]);
    const report = readFileSync(junit, 'utf8');
    expect(report).toContain(`${bad}:4: The answer was OK, and should have been ERROR.`);
    expect(report).toContain('not reached');
  });

  test('a signal ends them', async () => {
    const file = scenario('long', 'AT', '{expect: never, timeout: 1m}');
    const { outcome, told } = started([file, file]);
    await vi.waitFor(() => expect(told).toContainEqual(stepLine(true, 'AT')));
    process.emit('SIGTERM', 'SIGTERM');
    const code = await outcome;
    expect(code).toBe(1);
    expect(told).toContainEqual({
      key: 'scenario.failedAt',
      params: {
        file,
        line: 4,
        reason: { key: 'scenario.interrupted', params: { signal: 'SIGTERM' } },
      },
    });
  });
});
