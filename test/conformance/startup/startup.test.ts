import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '#commands/index';
import { Module } from '#module/module';
import { settingsFromPairs } from '#module/settings/pairs';
import { dialTcp } from '#mqtt/transports/tcp';
import { nodePlatform } from '#node/platform';
import { createMemoryPort } from '#ports/index';
import { ManualClock } from '#testing/manual-clock';
import { ScriptedBroker } from '../../support/scripted-broker.ts';
import type { Sequence, StartupLine } from './sequence.ts';
import { espAtMqtt } from './sequences/esp-at-mqtt.ts';
import { espATcontrol } from './sequences/esp-atcontrol.ts';
import { libAtMqtt } from './sequences/lib-at-mqtt.ts';
import { lwesp } from './sequences/lwesp.ts';
import { mbed } from './sequences/mbed.ts';
import { rtEspAtNal } from './sequences/rt-esp-at-nal.ts';
import { rtThread } from './sequences/rt-thread.ts';
import { tinyGSM } from './sequences/tiny-gsm.ts';
import { wifiEsp } from './sequences/wifi-esp.ts';
import { wifiEspAT } from './sequences/wifi-esp-at.ts';
import { zephyr } from './sequences/zephyr.ts';

const SEQUENCES: readonly Sequence[] = [
  zephyr,
  wifiEspAT,
  lwesp,
  espATcontrol,
  tinyGSM,
  rtThread,
  mbed,
  wifiEsp,
  rtEspAtNal,
  libAtMqtt,
  espAtMqtt,
];
const PATIENCE_MS = 5000;
const FINAL = /(^|\n)(OK|ERROR)\r\n/;

const broker = new ScriptedBroker();
beforeAll(() => broker.start());
afterAll(() => broker.stop());

describe.each(SEQUENCES)('$library starts', (sequence) => {
  test.each([true, false])('when the module joins by itself: %s', async (autojoin) => {
    const host = await startHost(autojoin);
    try {
      for (const line of sequence.lines) await play(line, host);
    } finally {
      await host.close();
    }
  });
});

/** Sends a line and holds the answer against what the library looks for. */
async function play({ send, accepts, orElse }: StartupLine, host: StartedHost): Promise<void> {
  const line = send.replace('{port}', String(broker.port));
  const enough = orElse === undefined ? accepts : FINAL;
  const answer = await host.ask(line, (heard) => enough.test(heard));
  expect(answer, line).toMatch(enough);
  // What a library puts up with is no excuse for a command that the module has.
  if (COMMANDS.some(({ name }) => name === nameOf(send))) expect(answer, line).not.toMatch(/(^|\n)ERROR\r\n/);
}

interface StartedHost {
  /** Sends a line; what comes until that is enough, or time is up. */
  ask(line: string, enough: (heard: string) => boolean): Promise<string>;
  close(): Promise<void>;
}

/** A module that has booted, with a host on a memory port. */
async function startHost(autojoin: boolean): Promise<StartedHost> {
  const module = new Module({
    ...nodePlatform,
    name: 'startup',
    settings: settingsFromPairs([`wifi.autojoin=${autojoin}`]),
    commands: COMMANDS,
    dial: dialTcp,
    log: () => {},
    clock: new ManualClock(),
    resolveName: async () => '192.0.2.7',
    ping: async () => ({ ms: 12 }),
  });
  const spec = createMemoryPort();
  const port = await spec.open({
    host: (stream, name) => void module.attach(stream, { name }),
    notice: () => {},
  });
  let heard = '';
  spec.host.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  module.boot();
  return {
    async ask(line, enough) {
      // What was left over is a URC, which all of them take at any time.
      await turn();
      heard = '';
      spec.host.write(`${line}\r\n`);
      const deadline = Date.now() + PATIENCE_MS;
      while (!enough(heard) && Date.now() < deadline) await turn();
      return heard;
    },
    async close() {
      module.powerOff();
      await port.close();
    },
  };
}

/** The command of a line, without its parameters. */
function nameOf(line: string): string {
  return line.replace(/[=?].*/, '');
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
