import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createMemoryFlash, type Flash } from '#module/flash/flash';
import { settled } from '#testing/index';
import { bareModule } from '../support/bare-module.ts';

const OK = '⏎OK⏎';
const READY = '⏎ready⏎';

/** A module whose host and whose observer write into one list, at once and so in their order. */
function open(flash: Flash = createMemoryFlash()) {
  const seen: string[] = [];
  const bare = bareModule(['wifi.autojoin=false'], {
    flash,
    observer: {
      uart: (uart) => seen.push(`uart ${Object.values(uart).join(',')}`),
      restarting: () => seen.push('restarting'),
    },
  });
  const stream = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      seen.push(bytes.toString().replaceAll('\r\n', '⏎'));
      done();
    },
  });
  bare.module.attach(stream, { name: 'host', echo: false });
  bare.module.boot();
  return {
    bare,
    async say(...lines: string[]): Promise<string[]> {
      await settled();
      seen.length = 0;
      stream.push(lines.map((line) => `${line}\r\n`).join(''));
      await settled();
      return [...seen];
    },
    async heard(): Promise<string[]> {
      await settled();
      return [...seen];
    },
  };
}

describe('the OK leaves at the old settings, then the line changes', () => {
  test.each(['AT+UART_CUR', 'AT+UART_DEF'])('%s', async (name) => {
    const { say } = open();
    expect(await say(`${name}=9600,7,3,2,1`)).toEqual([OK, 'uart 9600,7,3,2,1']);
  });

  test('also between commands that come together: each answer belongs to the settings of its time', async () => {
    const { say } = open();
    expect(await say('AT', 'AT+UART_CUR=9600,8,1,0,0', 'AT', 'AT+UART_CUR=300,8,1,0,0', 'AT')).toEqual([
      OK + OK,
      'uart 9600,8,1,0,0',
      OK + OK,
      'uart 300,8,1,0,0',
      OK,
    ]);
  });

  test('a command that fails changes nothing', async () => {
    const { say } = open();
    expect(await say('AT+UART_CUR=9600,8,4,0,0')).toEqual(['⏎ERROR⏎']);
    expect(await say('AT+UART_CUR?')).toEqual([`+UART_CUR:115200,8,1,0,0⏎${OK}`]);
  });
});

describe('a restart', () => {
  test('is told between the OK and ready', async () => {
    const { say } = open();
    expect(await say('AT+RST')).toEqual([OK, 'restarting', READY]);
  });

  test('ends what AT+UART_CUR set, before ready is written', async () => {
    const { say } = open();
    await say('AT+UART_CUR=9600,8,1,0,0');
    expect(await say('AT+RST')).toEqual([OK, 'restarting', 'uart 115200,8,1,0,0', READY]);
  });

  test('leaves the line alone where AT+UART_DEF stored what it has', async () => {
    const { say } = open();
    await say('AT+UART_DEF=9600,8,1,0,0');
    expect(await say('AT+RST')).toEqual([OK, 'restarting', READY]);
  });

  test('begins with what is stored after AT+UART_CUR set something else', async () => {
    const { say } = open();
    await say('AT+UART_DEF=9600,8,1,0,0');
    await say('AT+UART_CUR=921600,8,1,0,3');
    expect(await say('AT+RST')).toEqual([OK, 'restarting', 'uart 9600,8,1,0,0', READY]);
  });

  test('by AT+RESTORE goes back to a new module’s settings', async () => {
    const { say } = open();
    await say('AT+UART_DEF=9600,8,1,0,0');
    expect(await say('AT+RESTORE')).toEqual([OK, 'restarting', 'uart 115200,8,1,0,0', READY]);
    expect(await say('AT+UART_DEF?')).toEqual([`+UART_DEF:115200,8,1,0,0⏎${OK}`]);
  });
});

test('AT+SYSSTORE=0: AT+UART_DEF changes the line and is stored nevertheless', async () => {
  const { say } = open();
  expect(await say('AT+SYSSTORE=0', 'AT+UART_DEF=9600,8,1,0,0', 'AT+UART_CUR?', 'AT+UART_DEF?')).toEqual([
    OK + OK,
    'uart 9600,8,1,0,0',
    `+UART_CUR:9600,8,1,0,0⏎${OK}+UART_DEF:9600,8,1,0,0⏎${OK}`,
  ]);
  expect(await say('AT+RST')).toEqual([OK, 'restarting', READY]);
});

test('a module that is switched on with stored settings sets the line before it says a word', async () => {
  const flash = createMemoryFlash();
  await open(flash).say('AT+UART_DEF=57600,8,1,0,3');
  expect(await open(flash).heard()).toEqual(['uart 57600,8,1,0,3', READY]);
});

test('nonsense in the flash counts as nothing', async () => {
  const flash = createMemoryFlash();
  flash.set('uart.baud', 'fast');
  flash.set('uart.dataBits', 9);
  flash.set('uart.stopBits', 1.5);
  flash.set('uart.parity', 2);
  expect(await open(flash).say('AT+UART_CUR?')).toEqual([`+UART_CUR:115200,8,1,2,0⏎${OK}`]);
});

test('a flash that takes nothing fails AT+UART_DEF and leaves the line as it is', async () => {
  const broken = Object.assign(createMemoryFlash(), {
    set() {
      throw new Error('the flash is worn out');
    },
  });
  const { bare, say } = open(broken);
  expect(await say('AT+UART_DEF=9600,8,1,0,0', 'AT+UART_CUR?')).toEqual([
    `⏎ERROR⏎+UART_CUR:115200,8,1,0,0⏎${OK}`,
  ]);
  expect(bare.log.join()).toContain('the flash is worn out');
});
