import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { textOf } from '#messages/message';
import type { RecordingEntry } from '#recording/read-recording';
import { exchangesOf } from '#recording/to-scenario/exchanges';
import { toScenarioText } from '#recording/to-scenario/scenario-text';
import { writeScenario } from '#recording/to-scenario/write-scenario';
import { checkPlayable } from '#scenario/check-playable';
import { toBytes } from '#scenario/notation';
import { playScenario } from '#scenario/play/play-scenario';
import { readScenario } from '#scenario/read/read-scenario';
import { systemClock } from '#time/clock';

const HEADER = { format: 'atmqtt-recording', version: 1 } as const;

/** A session as a list of what was said: `>` the host, `<` the module, each with its line ends. */
async function made(said: readonly string[], header: object = {}) {
  async function* entries(): AsyncGenerator<RecordingEntry> {
    for (const [index, each] of said.entries()) {
      const [, ms, arrow, text = ''] = /^(\d*)([<>]) (.*)$/s.exec(each) ?? [];
      const dir = arrow === '>' ? 'host' : 'module';
      const t = ms === '' ? index : Number(ms);
      yield { kind: 'chunk', line: index + 2, t, dir, bytes: Buffer.from(toBytes(text)), undelivered: false };
    }
  }
  const { text, notes } = writeScenario('session', { ...HEADER, ...header }, await exchangesOf(entries()));
  return { text, notes: notes.map(textOf) };
}

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'made.yaml');
  writeFileSync(file, text);
  return file;
}

/** Plays it against a module of ours. @returns why it failed */
async function played(text: string): Promise<string | undefined> {
  const options = { plays: 'host', against: undefined } as const;
  const { scenario } = checkPlayable(readScenario(fileOf(text)), options, false);
  const listener = { fault() {}, waiting() {}, over() {} };
  const { failed } = await playScenario(
    scenario,
    { ...options, seed: undefined, broker: undefined } as never,
    listener,
    systemClock,
    new AbortController().signal,
  );
  return failed === undefined ? undefined : `${failed.step.shown}: ${textOf(failed.failure.reason)}`;
}

test('any bytes in the notation of scenarios are those bytes, in YAML and as a text with placeholders', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Uint8Array.from(Buffer.from(text))),
        fc
          .constantFrom('{id}', '⏎', '‹ff›', '␀', "it's", '/x/', '\u0085\u2028', '\r\n', ' # : - ')
          .map((text) => Uint8Array.from(Buffer.from(text))),
      ),
      (bytes) => {
        const text = toScenarioText(bytes);
        expect(toBytes(text).equals(Buffer.from(bytes))).toBe(true);
        expect(text).not.toMatch(/\{[a-zA-Z]/);
        const file = fileOf(`steps:\n  - send: '${text.replaceAll("'", "''")}x'\n`);
        const [step] = readScenario(file).steps;
        expect(step?.kind === 'send' && step.template.text).toBe(`${text}x`);
      },
    ),
    { numRuns: 100 },
  );
});

describe('a recorded session as a scenario', () => {
  const SESSION = [
    '< ready⏎',
    '> AT⏎',
    '< AT⏎⏎OK⏎',
    '> ATE0⏎',
    '< ATE0⏎⏎OK⏎',
    '> AT+SYSLOG=1⏎',
    '< ⏎OK⏎',
    '> AT+GMR⏎',
    '< AT version:3.2.0.0(s-ec2dec2 - ESP32C3)⏎Bin version:x⏎⏎OK⏎',
    '> AT+CWMODE?⏎',
    '< +CWMODE:1⏎⏎OK⏎',
    '> AT+MQTTPUB=0,"a","b",0,0⏎',
    '< ERR CODE:0x010a6006⏎⏎ERROR⏎',
    '> AT+MQTTUSERCFG=0,1,"it\'s","u","hunter2",0,0,""⏎',
    '< ⏎OK⏎',
    '> AT+MQTTCONN=0,"192.168.1.10",1884,0⏎',
    '< +MQTTCONNECTED:0,1,"192.168.1.10","1884","",0⏎⏎OK⏎',
    '> AT+MQTTCONN?⏎',
    '< +MQTTCONN:0,4,1,"192.168.1.10","1884","",0⏎⏎OK⏎',
    '> AT+MQTTSUB=0,"t",0⏎',
    '< ⏎OK⏎',
    '> AT+MQTTPUB=0,"t","{\\"a\\"\\,1}",0,0⏎',
    '< ⏎OK⏎+MQTTSUBRECV:0,"t",7,{"a",1}⏎',
    '> AT+MQTTPUBRAW=0,"t",9,0,0⏎',
    '< ⏎OK⏎⏎>',
    '> a⏎‹ff 00›>{x}',
    '< +MQTTPUB:OK⏎',
    '< +MQTTSUBRECV:0,"t",9,a⏎‹ff 00›>{x}⏎',
    '< +MQTTSUBRECV:0,"t",5,other⏎',
    '10000< WIFI DISCONNECT⏎+MQTTDISCONNECTED:0⏎',
    '11000< WIFI CONNECTED⏎WIFI GOT IP⏎',
    '> AT+MQTTCLEAN=0⏎',
    '< ⏎OK⏎',
  ];

  test('comes through when it is played against our module, cut anywhere', async () => {
    const whole = await made(SESSION, { firmware: '3.2', follow: 'manual' });
    expect(await played(whole.text)).toBeUndefined();
    expect(whole.notes).toEqual([
      'session:30: somebody else published to t; the step publish stands in their place',
    ]);
    expect(whole.text).toContain(`  - 'AT+MQTTUSERCFG=0,1,"it''s","u","***",0,0,""'`);
    expect(whole.text).toContain('"{broker.host}",{broker.port},0');
    expect(whole.text).toContain('  - fault: wifi.drop,for=1000ms');
    expect(whole.text).not.toMatch(/hunter2|192\.168|1884|ec2dec2/);
  }, 30_000);

  test('fails at the place where our module says something else', async () => {
    const { text } = await made(SESSION.map((each) => each.replace('+CWMODE:1', '+CWMODE:2')));
    expect(await played(text.replace('30s', '300ms'))).toContain('"+CWMODE:2" did not come');
  }, 30_000);

  test('names what it cannot carry over, with its line', async () => {
    const { text, notes } = await made([
      '> AT+CIPSTART="TCP","x",80⏎',
      '< CONNECT⏎⏎OK⏎',
      '> AT+CWMODE?⏎',
      '> AT⏎',
      '< +CWMODE:1⏎⏎OK⏎busy p...⏎',
      '< ets Jan  8 2013⏎',
      '< ready⏎',
      '> +++',
      '20000> AT+SYSFLASH?⏎',
      '20001< +SYSFLASH:"mfg_nvs",1,2,0x1f000,0x1c000⏎⏎OK⏎',
      '30000> AT+GMR⏎',
    ]);
    expect(notes).toEqual([
      'session:2: AT+CIPSTART is no command of atmqtt, and is left out',
      'session:5: AT came while another command ran; a scenario sends one at a time, and it is left out',
      'session:7: atmqtt does not write "ets Jan  8 2013", which is not expected',
      'session:8: the module restarted by itself; the step reset stands in its place',
      'session:10: what AT+SYSFLASH answers depends on what is stored, and is not compared',
      'session:12: AT+GMR was not answered to its end, and is left out',
    ]);
    expect(text).toContain("  - send: '+++'");
    expect(await played(text)).toBeUndefined();
  }, 30_000);

  test('of nothing is a scenario that says so', async () => {
    const { text, notes } = await made([]);
    expect(notes).toEqual(['session:1: there is no command in it']);
    expect(await played(text)).toBeUndefined();
  }, 30_000);
});
