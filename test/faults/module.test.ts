import { describe, expect, test } from 'vitest';
import { settled } from '#testing/index';
import { connect, ERROR, manual, moduleWith, OK, READY } from './support/module.ts';

const PROMPT = '\r\nOK\r\n\r\n>';
const BUSY = '\r\nbusy p...\r\n';

describe('module.reset', () => {
  test('now: what is not stored is lost', async () => {
    const { module, host, pass } = await manual();
    await host.command('AT+CWMODE=3');
    await host.command('AT+MQTTUSERCFG=0,1,"fault","","",0,0,""');
    module.faults.add('module.reset');
    expect(await pass(1)).toBe(READY);
    expect(module.faults.list).toEqual([]);
    await host.command('ATE0');
    expect(await host.command('AT+MQTTCONN?')).toContain('+MQTTCONN:0,0,0');
  });

  test('every so often, as often as it is to', async () => {
    const { module, pass } = await manual();
    module.faults.add('module.reset', { after: '1s', every: '2s', count: 3 });
    expect(await pass(999)).toBe('');
    expect(await pass(1)).toBe(READY);
    expect(await pass(4000)).toBe(READY + READY);
    expect(await pass(60_000)).toBe('');
    expect(module.faults.list).toEqual([]);
  });

  test('of a module that is off: nothing, until it is on', async () => {
    const { module, host, pass } = await manual({ poweredOn: false });
    module.faults.add('module.reset');
    expect(await pass(1000)).toBe('');
    module.powerOn();
    expect(await pass(1)).toBe(READY + READY);
    host.send('AT\r\n');
    expect(await host.drain()).toBe(`AT\r\n${OK}`);
  });
});

describe('module.resetDuring', () => {
  test('instead of the answer: the command has done its work', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('module.resetDuring', { command: 'AT+CWMODE' });
    host.send('AT+CWMODE=2\r\n');
    expect(await host.drain()).toBe('\r\nready\r\n');
    await host.command('ATE0');
    expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:2');
  });

  test('at its start: it has not', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('module.resetDuring', { command: 'AT+CWMODE', moment: 'start' });
    host.send('AT+CWMODE=2\r\n');
    expect(await host.drain()).toBe(READY);
    await host.command('ATE0');
    expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1');
  });

  test('a while after it began, while it waits', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('module.busy', { time: '1h', count: 1 });
    module.faults.add('module.resetDuring', { command: 'AT+CWMODE', moment: 'start', time: '2s' });
    module.faults.remove('module.busy');
    await host.command('AT+CWMODE=1');
    expect(await pass(1999)).toBe('');
    expect(await pass(1)).toBe(READY);
    expect(await pass(60_000)).toBe('');
  });

  test('while AT+MQTTCONN waits for the broker: the link is free, its answer never comes', async () => {
    const made = await moduleWith({ broker: true });
    const { module, host } = made;
    module.faults.add('broker.connack', { code: 1 });
    module.faults.add('module.resetDuring', { command: 'AT+MQTTCONN' });
    await host.command('AT+MQTTUSERCFG=0,1,"fault","","",0,0,""');
    host.send('AT+MQTTCONN=0,"broker.test",1883,0\r\n');
    const heard = await host.expect('WIFI GOT IP\r\n');
    expect(heard).not.toContain('ERROR');
    module.faults.remove();
    await host.command('ATE0');
    await connect(made);
  });

  test('in the data phase: what comes of the data is read as lines', async () => {
    const made = await moduleWith({ broker: true });
    await connect(made);
    const { module, host } = made;
    module.faults.add('module.resetDuring', { command: 'AT+MQTTPUBRAW', moment: 'data' });
    host.send('AT+MQTTPUBRAW=0,"t",5,0,0\r\n');
    await host.expect(PROMPT);
    await host.expect(READY);
    await host.command('ATE0');
    host.send('hello\r\n');
    await host.expect(ERROR);
    await connect(made);
    await host.commandWithData('AT+MQTTPUBRAW=0,"t",5,0,0', 'hello');
  });

  test('instead of the answer to data: it is published', async () => {
    const made = await moduleWith({ broker: true });
    await connect(made);
    const { module, host, broker } = made;
    module.faults.add('module.resetDuring', { command: 'AT+MQTTPUBRAW' });
    host.send('AT+MQTTPUBRAW=0,"t",5,1,0\r\n');
    await host.expect(PROMPT);
    host.send('hello');
    const heard = await host.expect('WIFI GOT IP\r\n');
    expect(heard).not.toContain('+MQTTPUB');
    expect((await broker.published('t')).payload.toString()).toBe('hello');
  });
});

describe('module.busy', () => {
  test('a command waits, and what comes meanwhile is refused', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('module.busy', { command: 'AT+CWMODE', time: 20, count: 1 });
    host.send('AT+CWMODE?\r\n');
    await settled();
    host.send('AT\r\n');
    expect(await pass(19)).toBe(BUSY);
    expect(await pass(1)).toBe('+CWMODE:1\r\n\r\nOK\r\n');
    await host.command('AT+CWMODE?');
  });

  test('data that was taken waits', async () => {
    const { module, host, pass } = await manual({ settings: { firmware: '3.4' } });
    module.faults.add('module.busy', { time: '1s', holds: 'data' });
    await host.command('AT');
    host.send('AT+SYSMFG=2,"n","k",7,5\r\n');
    expect(await host.drain()).toBe(PROMPT);
    host.send('hello');
    await settled();
    host.send('AT\r\n');
    expect(await pass(999)).toBe(BUSY);
    expect(await pass(1)).toBe(OK);
  });

  test.each(['a reset', 'power off', 'AT+RST beside it', 'AT+GSLP never comes, but a reset'])(
    'a command that waits does not run any more after %s',
    async (how) => {
      const { module, host, pass, clock } = await manual();
      module.faults.add('module.busy', { command: 'AT+CWMODE=2', time: '1s' });
      host.send('AT+CWMODE=2\r\n');
      await settled();
      if (how === 'power off') {
        await module.powerOff();
        module.powerOn();
      } else if (how.includes('AT+RST')) {
        host.send('AT+RST\r\n');
        expect(await host.drain()).toBe(`\r\nWill force to restart!!!\r\n${OK}${READY}`);
      } else module.reset();
      await pass(5000);
      expect(clock.untilNext() ?? 9e9).toBeGreaterThan(5000);
      if (how === 'power off') return;
      await host.command('ATE0');
      expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1');
    },
  );

  test('what waits goes on when it is switched off', async () => {
    const { module, host } = await manual();
    const fault = module.faults.add('module.busy', { time: '1h' });
    host.send('AT\r\n');
    expect(await host.drain()).toBe('');
    fault.remove();
    expect(await host.drain()).toBe(OK);
    const over = module.faults.add('module.busy', { time: '1h', count: 1 });
    host.send('AT\r\n');
    expect(await host.drain()).toBe('');
    over.remove();
    expect(await host.drain()).toBe(OK);
  });

  test('a host that has said all it wanted is let go by a reset, which it hears of', async () => {
    const { module, host, pass } = await manual();
    module.faults.add('module.busy', { time: '1h' });
    host.stream.end('AT\r\n');
    expect(await pass(1)).toBe('');
    expect(host.stream.readableEnded).toBe(false);
    module.reset();
    expect(await pass(1)).toBe(READY);
    expect(host.stream.readableEnded).toBe(true);
  });

  test('a host that leaves while its command waits harms nobody', async () => {
    const { module, host, addHost, pass } = await manual();
    const other = addHost('other', { echo: false });
    module.faults.add('module.busy', { time: '1s', count: 1 });
    other.send('AT\r\n');
    await settled();
    other.leave();
    expect(await pass(1000)).toBe(OK);
    await host.command('AT');
  });
});

describe('module.noMemory', () => {
  test.each([
    ['heap', 'AT+MQTTPUBRAW=0,"t",5,0,0', '6005'],
    ['heap', 'AT+MQTTLONGCLIENTID=1,5', '6005'],
    ['heap', 'AT+MQTTUSERCFG=1,1,"c","","",0,0,""', '6005'],
    ['semaphore', 'AT+MQTTUSERCFG=1,1,"c","","",0,0,""', '604E'],
    ['eventGroup', 'AT+MQTTUSERCFG=1,1,"c","","",0,0,""', '604F'],
  ] as const)('no %s for %s: 0x%s', async (what, line, code) => {
    const made = await moduleWith({ broker: true, settings: { links: 2 } });
    await connect(made);
    const { module, host } = made;
    if (line.includes('LONG')) await host.command('AT+MQTTUSERCFG=1,1,"c","","",0,0,""');
    await host.command('AT+SYSLOG=1');
    module.faults.add('module.noMemory', { what, count: 1 });
    host.send(`${line}\r\n`);
    expect((await host.expect(ERROR)).toUpperCase()).toContain(code);
    host.send(`${line}\r\n`);
    expect(await host.drain()).toContain('OK');
  });

  test('for SYSMFG, which prints no code', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('module.noMemory');
    await host.exchange('AT+SYSMFG=2,"n","k",7,5\r\n', ERROR);
    module.faults.remove();
    await host.commandWithData('AT+SYSMFG=2,"n","k",7,5', 'hello');
  });

  test('for a command that is named', async () => {
    const made = await moduleWith({ broker: true });
    await connect(made);
    const { module, host } = made;
    await host.command('AT+SYSLOG=1');
    module.faults.add('module.noMemory', { command: 'AT+MQTTSUB', count: 1 });
    await host.command('AT+MQTTPUB=0,"t","x",0,0');
    host.send('AT+MQTTSUB=0,"t",0\r\n');
    expect(await host.expect(ERROR)).toContain('6005');
    await host.command('AT+MQTTSUB=0,"t",0');
  });
});

describe('module.answer', () => {
  test.each([
    ['ERROR', ERROR],
    ['OK', OK],
    ['busy', BUSY],
    ['nothing', ''],
    ['+X:"\\x41",1\\r\\n', '+X:"A",1\r\n'],
  ])('%s, once, and the command does not run', async (answer, bytes) => {
    const { module, host } = await moduleWith();
    module.faults.add('module.answer', { command: 'AT+CWMODE', answer });
    host.send('AT+CWMODE=2\r\n');
    expect(await host.drain()).toBe(bytes);
    expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:1');
  });

  test('codes come with it where they are shown', async () => {
    const { module, host } = await moduleWith();
    await host.command('AT+SYSLOG=1');
    module.faults.add('module.answer', { answer: 'busy' });
    await host.exchange('AT\r\n', `ERR CODE:0x010b0000\r\n${BUSY}`);
  });

  test('a lost OK: the command runs', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('module.answer', { command: 'AT+CWMODE', answer: 'nothing', run: true });
    host.send('AT+CWMODE=3\r\n');
    expect(await host.drain()).toBe('');
    expect(await host.command('AT+CWMODE?')).toContain('+CWMODE:3');
  });

  test('of a restart that is told to have failed: it restarts', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('module.answer', { answer: 'ERROR', run: true });
    host.send('AT+RST\r\n');
    expect(await host.drain()).toBe(ERROR + READY);
  });

  test('data is taken and published, and its answer is another one', async () => {
    const made = await moduleWith({ broker: true });
    await connect(made);
    const { module, host, broker } = made;
    module.faults.add('module.answer', {
      command: 'AT+MQTTPUBRAW',
      answer: '+MQTTPUB:FAIL\\r\\n',
      run: true,
    });
    host.send('AT+MQTTPUBRAW=0,"t",5,1,0\r\n');
    await host.expectNext(PROMPT);
    host.send('hello');
    await host.expectNext('+MQTTPUB:FAIL\r\n');
    expect((await broker.published('t')).payload.toString()).toBe('hello');
    await host.commandWithData('AT+MQTTPUBRAW=0,"t",5,0,0', 'hello');
  });

  test('AT+MQTTPUB is not AT+MQTTPUBRAW, and a star ends what lines begin with', async () => {
    const { module, host } = await moduleWith();
    module.faults.add('module.answer', { command: 'AT+CWMODE', answer: 'ERROR', count: 9 });
    module.faults.add('module.answer', { command: 'at+sys*', answer: 'busy', count: 9 });
    module.faults.add('module.answer', { command: 'AT', answer: 'nothing', count: 9 });
    await host.exchange('AT+CWMODE?\r\n', ERROR);
    await host.exchange('at+cwmode=9\r\n', ERROR);
    await host.exchange('AT+SYSLOG=1\r\n', BUSY);
    await host.exchange('AT\r\nAT+CWMODEX\r\n', ERROR);
    expect(module.faults.list.map(({ acted }) => acted)).toEqual([2, 1, 1]);
  });

  test('an escape that there is none of is refused', async () => {
    const { module } = await moduleWith();
    expect(() => module.faults.add('module.answer', { answer: '\\q' })).toThrow('no other backslash');
  });
});
