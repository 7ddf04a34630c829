/**
 * AT+MQTTPUB of QoS 1 in a session that a flash directory keeps, where the host sends the next after OK: what `flashSync` costs,
 * against `never`, where the operating system writes when it likes. Each publish is two changes of the journal, one before
 * PUBLISH leaves and one when PUBACK has come.
 */

import { makeFolder } from './lib/cleanup.js';
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { startConnected } from './lib/program.js';
import { inTurn, median, ratioOf } from './lib/statistics.js';

const TIMES = 200;
const ROUNDS = 21;
const LINE = 'AT+MQTTPUB=0,"bench/flash","a payload of 22 bytes.",1,0';
const MODES = /** @type {const} */ (['always', 'interval', 'never']);

await comparison('flash-sync', 'Publishing 22 bytes with QoS 1 in a stored session', async ({ short }) => {
  const broker = await startMosquitto();
  /** @param {typeof MODES[number]} mode */
  const open = async (mode) => {
    const options = ['--flash', makeFolder(), '--set', `flashSync=${mode}`];
    const { host } = await startConnected(broker.port, options, `bench-${mode}`);
    return host;
  };
  const hosts = {
    always: await open('always'),
    interval: await open('interval'),
    never: await open('never'),
  };
  const rounds = await inTurn(short ? 5 : ROUNDS, {
    always: () => hosts.always.repeat(LINE, TIMES),
    interval: () => hosts.interval.repeat(LINE, TIMES),
    never: () => hosts.never.repeat(LINE, TIMES),
  });
  const totals = Object.fromEntries(
    MODES.map((mode) => [mode, rounds[mode].map((took) => took.reduce((sum, ms) => sum + ms, 0))]),
  );
  const rate = (/** @type {string} */ mode) => (TIMES * 1000) / median(totals[mode] ?? []);
  return {
    rows: ['always', 'interval'].map((mode) => ({
      what: `next after OK, flashSync=${mode}`,
      unit: 'messages/s',
      ours: rate(mode),
      theirs: rate('never'),
      against: 'flashSync=never',
      ratio: ratioOf(totals.never ?? [], totals[mode] ?? []),
      better: /** @type {const} */ ('more'),
    })),
    raw: totals,
  };
});
