import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { commandsFor } from '#commands/index';
import { dialTcp } from '#mqtt/transports/tcp';
import { nodePlatform } from '#node/platform';
import type { TestHost } from '#testing/index';
import { bareModule } from '../../support/bare-module.ts';
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
const FINAL = /(^|\n)(OK|ERROR)\r\n/;

const broker = new ScriptedBroker();
beforeAll(() => broker.start());
afterAll(() => broker.stop());

describe.each(SEQUENCES)('$library starts', (sequence) => {
  test.each([
    ['joined by itself, as the manual has it', 'wifi.autojoin=true'],
    ['that is not joined', 'wifi.autojoin=false'],
    ['that follows genuine ones', 'follow=module'],
  ])('on a module %s', async (_, setting) => {
    const { host, commands } = startHost([setting, ...(sequence.needs ?? [])]);
    for (const line of sequence.lines) await play(line, host, commands);
  });
});

/** Sends a line and holds the answer against what the library looks for. */
async function play(
  { send, accepts, orElse }: StartupLine,
  host: TestHost,
  commands: readonly string[],
): Promise<void> {
  const line = send.replace('{port}', String(broker.port));
  // What was left over is a URC, which all of them take at any time.
  await host.drain();
  host.send(`${line}\r\n`);
  const answer = (await host.expect(orElse === undefined ? accepts : FINAL)) + (await host.drain());
  // What a library puts up with is no excuse for a command that the module has.
  if (commands.includes(nameOf(send))) expect(answer, line).not.toMatch(/(^|\n)ERROR\r\n/);
}

/** A module that has booted, with a host, which stays as long as the test. */
function startHost(settings: readonly string[]): { host: TestHost; commands: readonly string[] } {
  const { module, addHost } = bareModule(settings, {
    ...nodePlatform,
    dial: dialTcp,
    resolveName: async () => '192.0.2.7',
    ping: async () => 12,
  });
  onTestFinished(() => module.powerOff());
  const host = addHost('host');
  module.boot();
  return { host, commands: commandsFor(module.settings).map(({ name }) => name) };
}

/** The command of a line, without its parameters. */
function nameOf(line: string): string {
  return line.replace(/[=?].*/, '');
}
