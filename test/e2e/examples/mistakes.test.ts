import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startMosquitto } from '../../support/brokers.ts';
import { needs } from '../../support/needs.ts';
import { folder, start } from '../program.ts';
import { make } from './support/tools.ts';

const RULES = [
  'autojoin',
  'lateConfiguration',
  'topicLimit',
  'duplicateQos',
  'earlyCommand',
  'chunkLines',
  'omittedDefaults',
  'longLine',
  'earlyData',
  'surplusData',
];

const needed = needs('mosquitto', 'make', 'cc');

/** Runs a firmware of the example as the host of a module. @returns its exit code, and the rules that the end of the log names */
async function play(firmware: 'mistakes' | 'corrected', ...args: readonly string[]) {
  const broker = await startMosquitto();
  const out = folder();
  await make('mistakes', { OUT: out, BROKER_PORT: broker.port });
  const program = start(['run', '--port', `exec:${join(out, firmware)}`, '--timeout', '15', ...args]);
  const code = await program.exited;
  await broker.stop();
  const summary = program.stderr().split('would not pass on a genuine module')[1] ?? '';
  const rules = [...summary.matchAll(/compat: (\w+)(?: \(\d+ times\))?: /g)].map(([, rule]) => rule);
  return { code, rules, log: program.stderr() };
}

test(
  'the compat report names all ten mistakes of a firmware that works on a kind bench',
  needed,
  async () => {
    const { code, rules, log } = await play('mistakes');
    expect(code, log).toBe(0);
    expect([...rules].sort()).toEqual([...RULES].sort());
  },
);

test('--strict fails it, and not the corrected one', needed, async () => {
  expect((await play('mistakes', '--strict')).code).toBe(1);
  const { code, rules, log } = await play('corrected', '--strict');
  expect({ code, rules }, log).toEqual({ code: 0, rules: [] });
});

test('the corrected one passes on a module that follows genuine ones', needed, async () => {
  const { code, log } = await play('corrected', '--set', 'follow=module');
  expect(code, log).toBe(0);
});
