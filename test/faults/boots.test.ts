import { describe, expect, test } from 'vitest';
import { missampled } from '#faults/uart/missampled';
import { settled } from '#testing/index';
import { connect, manual, moduleWith, OK, READY } from './support/module.ts';

describe('uart.bootNoise', () => {
  test.each([
    ['esp8266', 'rl\0l\x9c\x9e|\0\x8cl\xe0|\x02\f\f\f\x8c\fl\xec'],
    ['esp32', 'ets Jun  8 2016 00:22:57\r\n\r\nrst:0xc (SW_CPU_RESET),boot:0x13'],
    ['esp32c3', 'ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\nrst:0x3 (RTC_SW_SYS_RST)'],
  ] as const)('of an %s, before ready', async (chip, begin) => {
    const { module, host } = await moduleWith();
    module.faults.add('uart.bootNoise', { chip, count: 1 });
    module.reset();
    await settled();
    const heard = host.takeUnread().toString('latin1');
    expect(heard.slice(0, begin.length)).toBe(begin);
    expect(heard.endsWith(READY)).toBe(true);
    await host.command('ATE0');
    await host.exchange('AT\r\n', OK);
    module.reset();
    await host.expectNext(READY);
  });

  test('behind the OK of AT+RST, and none once it is over', async () => {
    const { module, host } = await moduleWith();
    const fault = module.faults.add('uart.bootNoise', { text: '\\xf8\\0noise' });
    host.send('AT+RST\r\n');
    await host.expectNext(Buffer.concat([Buffer.from(OK), Buffer.from([0xf8, 0]), Buffer.from('noise')]));
    await host.expectNext(READY);
    fault.remove();
    module.reset();
    await host.expectNext(READY);
  });

  test('at power-on, with its cause; at another speed it can be read no more', async () => {
    const { module, host } = await moduleWith({
      poweredOn: false,
      faults: ['uart.bootNoise,chip=esp32c3'],
      echo: true,
    });
    module.powerOn();
    expect(await host.drain()).toMatch(
      /^ESP-ROM:[\s\S]*rst:0x1 \(POWERON\)[\s\S]*entry 0x403cc710\r\n\r\nready\r\n/,
    );
    await host.command('ATE0');
    await host.command('AT+UART_CUR=74880,8,1,0,0');
    module.faults.remove();
    module.faults.add('uart.bootNoise', { chip: 'esp8266' });
    module.reset();
    expect(await host.drain()).toContain(' ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n');
  });

  test('is no URC', async () => {
    const urcs: string[] = [];
    const { module, host } = await moduleWith({ observer: { urc: (line) => void urcs.push(line) } });
    module.faults.add('uart.bootNoise', { chip: 'esp32' });
    urcs.length = 0;
    module.reset();
    await host.drain();
    expect(urcs).toEqual(['ready', 'WIFI CONNECTED', 'WIFI GOT IP']);
  });
});

describe('module.brownOut', () => {
  test('again and again, each so long after a boot, as often as count says', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('module.brownOut', { time: '2s', count: 3 });
    expect(await pass(1)).toBe(READY);
    expect(await pass(1000)).toBe('');
    host.send('AT+RST\r\n');
    expect(await host.drain()).toContain('ready');
    // The boot between them has put off the next one.
    expect(await pass(1999)).toBe('');
    expect(await pass(1)).toBe(READY);
    expect(await pass(2000)).toBe(READY);
    expect(await pass(60_000)).toBe('');
    expect(module.faults.list).toEqual([]);
    await host.command('ATE0');
  });

  test('three times unless it says otherwise, with the words of an ESP32 and the cause of its boot', async () => {
    const { module, pass } = await manual();
    module.faults.add('uart.bootNoise', { chip: 'esp32c3' });
    module.faults.add('module.brownOut', { text: true });
    const heard = await pass(10_000);
    expect(heard.match(/\r\nBrownout detector was triggered\r\n\r\nESP-ROM/g)).toHaveLength(3);
    expect(heard.match(/rst:0xf \(BROWNOUT_RST\)[\s\S]*?\r\nready\r\n/g)).toHaveLength(3);
  });

  test('ends when it is switched off', async () => {
    const { module, host, pass, clock } = await manual();
    const fault = module.faults.add('module.brownOut', { time: 100, count: 1000 });
    await pass(450);
    fault.remove();
    expect(await pass(5000)).toBe('');
    expect(clock.untilNext()).toBeUndefined();
    await host.command('ATE0');
  });

  test('links are gone and can be made again', async () => {
    const made = await moduleWith({ broker: true });
    await connect(made);
    made.module.faults.add('module.brownOut', { count: 1 });
    await made.host.expect(READY);
    await made.host.command('ATE0');
    await connect(made);
  });
});

describe('module.powerOff', () => {
  test('for a while: no byte in or out; then it boots, and the host is still there', async () => {
    const { module, host, pass } = await manual();
    await host.command('AT+SYSTIMESTAMP=1800000000');
    await host.command('AT+CWMODE=3');
    module.faults.add('module.powerOff', { for: '5s' });
    host.send('AT\r\nAT+CWMODE=1\r\n');
    host.send('AT+RST\r\n');
    module.reset();
    expect(await pass(4999)).toBe('');
    host.send('A');
    expect(await pass(1)).toBe('\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
    host.send('TE0\r\n');
    await host.expect('ERROR');
    await host.command('ATE0');
    expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:3');
    expect(await host.command('AT+SYSTIMESTAMP?')).toContain('+SYSTIMESTAMP:0\r\n');
  });

  test('until it is switched off, with a command under way and a count', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('module.busy', { time: '1s' });
    host.send('AT+CWMODE=2\r\n');
    await host.drain();
    const fault = module.faults.add('module.powerOff', { count: 1 });
    expect(await pass(10_000)).toBe('');
    module.faults.remove('module.busy');
    fault.remove();
    expect(await pass(1)).toBe(READY);
    await host.command('ATE0');
    expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1');
  });

  test('two of them: it boots when both are over', async () => {
    const { module, pass } = await manual();
    module.faults.add('module.powerOff', { for: '1s' });
    module.faults.add('module.powerOff', { for: '2s' });
    expect(await pass(1999)).toBe('');
    expect(await pass(1)).toBe(READY);
  });

  test('of a module that is switched off meanwhile: it stays off', async () => {
    const { module, host, pass, addHost } = await manual();
    const fault = module.faults.add('module.powerOff', { for: '1s' });
    await module.powerOff();
    fault.remove();
    expect(await pass(5000)).toBe('');
    module.powerOn();
    const other = addHost('other');
    await other.command('ATE0');
    expect(host.stream.readableEnded).toBe(true);
  });

  test('of a module that is switched on again meanwhile: it hears', async () => {
    const { module, addHost } = await manual();
    module.faults.add('module.powerOff');
    await module.powerOff();
    module.powerOn();
    await addHost('other').command('ATE0');
  });
});

describe('a line that is read at another speed', () => {
  const text = Buffer.from('AT+GMR\r\n');

  test('at its own is what was sent, at nearly its own too', () => {
    expect(missampled(text, 9600, 9600)).toEqual(text);
    expect(missampled(text, 115_200, 116_000)).toEqual(text);
  });

  test('at any other is something else, and nothing is nothing', () => {
    for (const [sent, read] of [
      [9600, 115_200],
      [115_200, 9600],
      [74_880, 115_200],
      [115_200, 57_600],
      [80, 5_000_000],
      [5_000_000, 80],
    ] as const) {
      expect(missampled(text, sent, read)).not.toEqual(text);
      expect(missampled(Buffer.alloc(0), sent, read)).toHaveLength(0);
    }
  });
});
