import { describe, expect, test } from 'vitest';
import type { ModuleObserver } from '#module/observer';
import { settled } from '#testing/index';
import { connect, manual, moduleWith, OK, READY } from './support/module.ts';

test('uart.lose: each of two that are on has its own chance', async () => {
  const { module, host } = await moduleWith({ seed: 3 });
  for (let n = 0; n < 2; n++) module.faults.add('uart.lose', { direction: 'toHost', rate: 0.5, seed: n });
  let left = 0;
  for (let n = 0; n < 40; n++) {
    host.send('AT\r\n');
    left += (await host.drain()).length / (40 * OK.length);
  }
  expect(left).toBeGreaterThan(0.15);
  expect(left).toBeLessThan(0.35);
  module.faults.remove();
  await host.command('AT');
});

describe('uart.flip', () => {
  test('of the bit that is named, in what the module says', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('uart.flip', { direction: 'toHost', bit: 0, count: 4 });
    host.send('AT\r\n');
    expect(await host.drain()).toBe('\f\u000bNJ\r\n');
    await host.command('AT');
  });

  test('in what the host says: the command is another one', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('uart.flip', { direction: 'toModule', bit: 5, count: 2 });
    // Letter case counts for nothing.
    await host.exchange('AT\r\n', OK);
    module.faults.add('uart.flip', { direction: 'toModule', bit: 1, count: 1 });
    await host.exchange('AT\r\n', '\r\nERROR\r\n');
    await host.command('AT');
  });

  test('of any bit, as its seed has it', async () => {
    const { module, host } = await moduleWith();
    const heard: string[] = [];
    for (const seed of [5, 5, 6]) {
      module.faults.add('uart.flip', { direction: 'toHost', rate: 0.2, seed });
      for (let n = 0; n < 10; n++) host.send('AT\r\n');
      await settled();
      heard.push(host.takeUnread().toString('latin1'));
      module.faults.remove();
    }
    expect(heard[0]).toBe(heard[1]);
    expect(heard[0]).not.toBe(heard[2]);
    expect(heard[0]).toHaveLength(10 * OK.length);
  });

  test('in no bytes but those of the line', async () => {
    const { module, host, addHost } = await moduleWith();
    const other = addHost('other', { echo: false });
    module.faults.add('uart.flip', { direction: 'toHost', bit: 0, count: OK.length });
    host.send('AT\r\n');
    await settled();
    // What one host is sent is no other's, and none of it is the module's own.
    expect([host.takeUnread(), other.takeUnread()].map(String).sort()).toEqual(['\f\u000bNJ\f\u000b', OK]);
    await host.exchange('AT\r\n', OK);
  });
});

test('uart.double: a letter too many breaks a command, and the next one is sound', async () => {
  const { module, host } = await moduleWith();
  module.faults.add('uart.double', { direction: 'toModule', count: 1 });
  await host.exchange('AT\r\n', '\r\nERROR\r\n');
  module.faults.add('uart.double', { direction: 'toHost' });
  await host.exchange('AT\r\n', '\r\r\n\nOOKK\r\r\n\n');
  module.faults.remove('uart.double');
  await host.exchange('AT\r\n', OK);
});

test('uart.silence: nothing is heard, nothing comes, and afterwards all is as before', async () => {
  const { module, host, pass } = await manual();
  module.faults.add('uart.silence', { for: '2s' });
  host.send('AT+CWMODE=2\r\n');
  expect(await host.drain()).toBe('');
  await pass(2000);
  expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1');
  const fault = module.faults.add('uart.silence', { direction: 'toHost' });
  host.send('AT+CWMODE=3\r\n');
  expect(await host.drain()).toBe('');
  fault.remove();
  expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:3');
});

describe('uart.delay', () => {
  test('both ways, in order', async () => {
    const { module, host, clock, pass } = await manual();
    module.faults.add('uart.delay', { time: 100 });
    host.send('AT\r\n');
    await settled();
    clock.advance(50);
    host.send('AT+CWMODE?\r\n');
    expect(await pass(149)).toBe('');
    // The second one was heard at 150 and its answer comes at 250.
    expect(await pass(1)).toBe(OK);
    expect(await pass(49)).toBe('');
    expect(await pass(1)).toBe('+CWMODE:1\r\n\r\nOK\r\n');
    module.faults.remove();
    await host.exchange('AT\r\n', OK);
  });

  test('with jitter, never out of order, and the same from the same seed', async () => {
    const times: number[][] = [];
    for (let n = 0; n < 2; n++) {
      const { module, host, clock } = await manual();
      module.faults.add('uart.delay', { direction: 'toHost', time: 10, jitter: '50ms', seed: 9 });
      for (let n = 0; n < 5; n++) {
        host.send('AT+SYSTIMESTAMP?\r\n');
        await settled();
        clock.advance(10);
      }
      const came: number[] = [];
      let all = '';
      for (let ms = 0; ms < 120; ms++) {
        clock.advance(1);
        const fresh = await host.drain();
        all += fresh;
        if (fresh !== '') came.push(ms);
      }
      expect(all.match(/\+SYSTIMESTAMP:\d+\r\nOK\r\n/g)).toHaveLength(5);
      times.push(came);
    }
    expect(times[0]).toEqual(times[1]);
  });

  test('what is late comes at once when it is switched off, but not when its count is used up', async () => {
    const { module, host, pass } = await manual();
    const fault = module.faults.add('uart.delay', { direction: 'toHost', time: '1h' });
    host.send('AT\r\n');
    expect(await host.drain()).toBe('');
    fault.remove();
    expect(await host.drain()).toBe(OK);
    module.faults.add('uart.delay', { direction: 'toHost', time: '1s', count: 1 });
    host.send('AT\r\n');
    host.send('ATX\r\n');
    expect(await pass(999)).toBe('');
    expect(await pass(1)).toBe(`${OK}\r\nERROR\r\n`);
    module.faults.add('uart.delay', { direction: 'toHost', time: '1h', for: '1s' });
    host.send('AT\r\n');
    expect(await pass(2000)).toBe('');
    module.faults.remove();
    expect(await host.drain()).toBe(OK);
  });

  test('much is late and no later than little', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('uart.delay', { direction: 'toHost', time: '1s' });
    for (let n = 0; n < 200; n++) host.send(`AT+NONSENSE${'x'.repeat(200)}\r\n`);
    expect(await pass(999)).toBe('');
    expect((await pass(1)).match(/ERROR/g)).toHaveLength(200);
  });

  test('what is late when the module is reset never comes', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('uart.delay', { direction: 'toHost', time: '1s' });
    host.send('AT+GMR\r\n');
    await settled();
    module.reset();
    expect(await pass(999)).toBe('');
    expect(await pass(1)).toBe(READY);
  });

  test('a host that leaves takes with it what is late', async () => {
    const { module, host, addHost, pass } = await manual();
    const other = addHost('other', { echo: false });
    module.faults.add('uart.delay', { time: '1s' });
    other.send('AT\r\n');
    await settled();
    other.leave();
    expect(await pass(5000)).toBe('');
    module.faults.remove();
    await host.exchange('AT\r\n', OK);
  });
});

test('uart.cut: an answer comes in pieces, with gaps between them', async () => {
  const { module, host, pass } = await manual();
  module.faults.add('uart.cut', { bytes: 4, gap: '10ms' });
  host.send('AT\r\n');
  expect(await host.drain()).toBe('\r\nOK');
  expect(await pass(9)).toBe('');
  expect(await pass(1)).toBe('\r\n');
  host.send('AT\r\n');
  expect(await pass(9)).toBe('');
  expect(await pass(1)).toBe('\r\nOK');
  module.faults.remove();
  expect(await host.drain()).toBe('\r\n');
});

test('uart.cut toward the module: what was one read is several', async () => {
  const { module, host, pass } = await manual();
  module.faults.add('uart.cut', { direction: 'toModule', bytes: 2 });
  host.send('AT\r\n');
  expect(await host.drain()).toBe('');
  expect(await pass(5)).toBe(OK);
});

test('what one direction and one host are in for does not depend on the others', async () => {
  const heard: string[] = [];
  for (const noisy of [false, true]) {
    const { module, host, addHost } = await moduleWith();
    const other = addHost('other', { echo: false });
    module.faults.add('uart.flip', { rate: 0.1, seed: 4 });
    if (noisy) other.send('something that is no command, and no line either');
    host.send('a line of which the module hears some\r\n');
    await settled();
    heard.push(host.takeUnread().toString('latin1'));
  }
  expect(heard[0]).toBe(heard[1]);
});

test('the time of faults stands still while the module is off', async () => {
  const { module, clock } = await manual({ poweredOn: false });
  module.faults.add('uart.silence', { after: '1s', for: '1s' });
  clock.advance(5000);
  expect(module.faults.list[0]?.active).toBe(false);
  module.powerOn();
  clock.advance(1000);
  expect(module.faults.list[0]?.active).toBe(true);
  clock.advance(400);
  await module.powerOff();
  clock.advance(5000);
  module.powerOn();
  clock.advance(599);
  expect(module.faults.list).toHaveLength(1);
  clock.advance(1);
  expect(module.faults.list).toEqual([]);
});

describe('uart.messageBeforePrompt', () => {
  const LINE = '+MQTTSUBRECV:0,"atmqtt/fault",7,between\r\n';
  const RAW = 'AT+MQTTPUBRAW=0,"t",5,0,0\r\n';

  test.each(['2.2', '3.4'] as const)('byte for byte, with firmware %s', async (firmware) => {
    const made = await moduleWith({ broker: true, settings: { firmware } });
    await connect(made);
    const { module, host } = made;
    module.faults.add('uart.messageBeforePrompt', { count: 1 });
    await host.exchange(RAW, `${OK}${LINE}\r\n>`);
    await host.exchange('hello', '+MQTTPUB:OK\r\n');
    expect((await host.urc('+MQTTSUBRECV')).fields.topic).toBe('atmqtt/fault');
    await host.exchange(RAW, `${OK}\r\n>`);
    await host.exchange('hello', '+MQTTPUB:OK\r\n');
  });

  test('a text, for one command', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('uart.messageBeforePrompt', { command: 'AT+SYSMFG', text: 'WIFI DISCONNECT' });
    module.faults.add('uart.messageBeforePrompt', { command: 'AT+MQTTLONG*', text: '\\r\\n+X\\r\\n' });
    await host.exchange('AT+SYSMFG=2,"n","k",7,5\r\n', `${OK}WIFI DISCONNECT\r\n\r\n>`);
    await host.exchange('hello', OK);
    await host.command('AT+MQTTUSERCFG=0,1,"c","","",0,0,""');
    await host.exchange('AT+MQTTLONGUSERNAME=0,5\r\n', `${OK}\r\n+X\r\n\r\n>`);
    await host.exchange('hello', OK);
  });

  test.each(['2.2', '3.4'] as const)(
    'a message that the prompt waits for, with firmware %s',
    async (firmware) => {
      const shown: string[] = [];
      const observer: ModuleObserver = {
        traffic: ({ host, shown: text }) => void (host === undefined && shown.push(text)),
      };
      const made = await moduleWith({ broker: true, settings: { firmware }, observer });
      await connect(made);
      const { module, host, broker } = made;
      await host.command('AT+MQTTSUB=0,"news",0');
      module.faults.add('uart.messageBeforePrompt', { wait: '1h', count: 1 });
      shown.length = 0;
      await host.exchange(RAW, OK);
      expect(await host.drain()).toBe('');
      await broker.publish({ topic: 'news', payload: 'now' });
      await host.expectNext('+MQTTSUBRECV:0,"news",3,now\r\n\r\n>');
      expect(shown).toEqual([OK, '+MQTTSUBRECV:0,"news",3,now', '\r\n>']);
      await host.exchange('hello', '+MQTTPUB:OK\r\n');
    },
  );

  test('a message that does not come: the prompt waits no longer than it is to', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('uart.messageBeforePrompt', { wait: '2s' });
    host.send('AT+SYSMFG=2,"n","k",7,5\r\n');
    expect(await pass(1999)).toBe(OK);
    expect(await pass(1)).toBe('\r\n>');
    await host.exchange('hello', OK);
  });

  test('data that does not wait for the prompt: it comes before the answer', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('uart.messageBeforePrompt', { wait: '2s', count: 1 });
    host.send('AT+SYSMFG=2,"n","k",7,5\r\n');
    expect(await host.drain()).toBe(OK);
    await host.exchange('hello', `\r\n>${OK}`);
    expect(await pass(5000)).toBe('');
  });

  test('a reset while the prompt is waited for: there is none', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('uart.messageBeforePrompt', { wait: '2s', count: 1 });
    host.send('AT+SYSMFG=2,"n","k",7,5\r\n');
    expect(await host.drain()).toBe(OK);
    module.reset();
    expect(await pass(5000)).toBe(READY);
    await host.command('ATE0');
  });
});
