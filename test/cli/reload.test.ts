import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLog } from '#cli/log/log';
import { Reload } from '#cli/run/reload';
import { resolveConfiguration } from '#config/resolve';
import { ManualClock } from '#testing/index';
import { configFile } from '../config/support.ts';
import { said } from '../support/said.ts';

const DAEMON = false;
const NOTHING = { port: [], set: [] };

/** A run with a settings file. @param before what is in it at the start */
async function running(before: string) {
  const config = configFile(before);
  const configuration = await resolveConfiguration({ ...NOTHING, config }, {});
  const runLog = createLog(
    { level: configuration.logLevel.value, form: 'file', timers: new ManualClock() },
    { write() {} },
  );
  const parts = { options: { ...NOTHING, config }, configuration, runLog, files: [], service: undefined };
  const told = said();
  return { config, runLog, parts, told };
}

/** Hangs up, and waits until it is over. */
async function hungUp({ parts }: Awaited<ReturnType<typeof running>>): Promise<void> {
  await new Promise<void>((resolve) => {
    const service = { reloading() {}, ready: () => resolve() };
    expect(new Reload({ ...parts, service }, DAEMON).hangUp()).toBe(true);
  });
}

test('a log level is changed, and what needs a restart is named', async () => {
  const run = await running('settings: { pace: true }\n');
  writeFileSync(run.config, 'logLevel: debug\nsettings: { pace: false }\n');
  await hungUp(run);
  expect(run.told).toEqual([
    { key: 'cli.reloaded', params: { level: 'debug' } },
    { key: 'cli.needRestart', params: { names: ['module0: settings.pace'] } },
  ]);
  expect(run.runLog.level).toBe('debug');
});

test('the traffic cannot be looked on at when nobody did from the start', async () => {
  const run = await running('logLevel: info\n');
  writeFileSync(run.config, 'logLevel: trace\n');
  await hungUp(run);
  expect(run.told).toEqual([
    { key: 'cli.reloaded', params: { level: 'trace' } },
    { key: 'cli.needRestart', params: { names: ['logLevel: trace'] } },
  ]);
});

test('a settings file that is gone leaves all as it is', async () => {
  const run = await running('logLevel: info\n');
  rmSync(run.config);
  await hungUp(run);
  expect(run.told).toMatchObject([
    { key: 'cli.notReloaded', params: { why: { key: 'config.noFile', params: { file: run.config } } } },
  ]);
});

test('where the terminal has gone, nothing is read', async () => {
  const { parts, told } = await running('logLevel: info\n');
  expect(new Reload(parts, true).hangUp()).toBe(false);
  expect(told).toEqual([]);
});
