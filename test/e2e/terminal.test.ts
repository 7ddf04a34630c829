import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { expect, onTestFinished, test } from 'vitest';
import { folder, until } from './program.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const ARROW_UP = '\x1b[A';

/** The built program with a person at its terminal. */
async function sitDown() {
  const link = join(folder(), 'tty');
  const args = [
    MAIN,
    'run',
    '--port',
    `pty:${link}`,
    '--set',
    'wifi.autojoin=false',
    '--log-level',
    'silent',
  ];
  const terminal = spawn(process.execPath, args, { cols: 120, rows: 40 });
  let screen = '';
  let code: number | undefined;
  terminal.onData((text) => {
    screen += text;
  });
  terminal.onExit(({ exitCode }) => {
    code = exitCode;
  });
  onTestFinished(() => {
    if (code === undefined) terminal.kill('SIGKILL');
  });
  /** Types and waits for what the screen shows next. */
  const type = async (keys: string, shown: string): Promise<void> => {
    screen = '';
    terminal.write(keys);
    await until(JSON.stringify(shown), () => (screen.includes(shown) ? true : undefined));
  };
  await until('the invitation', () => (screen.includes('Type AT commands here') ? true : undefined));
  const exited = (keys: string): Promise<number> => {
    terminal.write(keys);
    return until('the end', () => code);
  };
  return { type, link, exited };
}

test('a person types commands, completes names and goes back to earlier lines', async () => {
  const { type, exited } = await sitDown();
  await type('at+slee', 'at+slee');
  await type('\t', 'P');
  await type('=2\r', 'OK');
  await type('AT+SLEEP?\r', '+SLEEP:2');
  await type(`${ARROW_UP}\r`, '+SLEEP:2');
  expect(await exited(CTRL_C)).toBe(0);
});

test('in data mode exactly the announced bytes are sent, and the rest is told', async () => {
  const { type, exited } = await sitDown();
  await type('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r', 'OK');
  await type('AT+MQTTLONGCLIENTID=0,5\r', '>');
  await type('he\r', '(3 more bytes are expected)');
  await type('llo and more\r', '(9 bytes more than announced were not sent)');
  await type('AT\r', 'OK');
  expect(await exited(CTRL_D)).toBe(0);
});

test.each([
  ['Ctrl-C', CTRL_C],
  ['Ctrl-D', CTRL_D],
])('%s ends the program cleanly', async (_name, key) => {
  const { link, exited } = await sitDown();
  expect(existsSync(link)).toBe(true);
  expect(await exited(key)).toBe(0);
  expect(existsSync(link)).toBe(false);
});

test('a person lets things go wrong, looks at what is on, and ends it', async () => {
  const { type, exited } = await sitDown();
  await type('fault\r', 'no fault is on');
  await type('fault uart.los\t', 'uart.lose');
  await type(',direction=toModule\r', '');
  await type('fault\r', 'uart.lose: has acted 0 times');
  await type('fault off uart.lose\r', '');
  await type('fault off uart.loose\r', 'did you mean uart.lose?');
  await type('broker-fault broker.kick\r', 'there is no embedded broker');
  await type('AT\r', 'OK');
  expect(await exited(CTRL_C)).toBe(0);
});

test('help explains commands and codes', async () => {
  const { type, exited } = await sitDown();
  await type('help\r', 'AT+MQTTPUBRAW');
  await type('help AT+MQTTPUB\r', 'Publishes a message that fits into the line.');
  await type('help 6006\r', 'AT_MQTT_NULL_LINK');
  await type('help nonsense\r', 'did you mean');
  await type('AT\r', 'OK');
  expect(await exited(CTRL_C)).toBe(0);
});
