import { expect, test } from 'vitest';
import type { CommandEvent, ModuleObserver, UartSettings } from '#library/index';
import { message } from '#messages/message';
import { assertions, createTestModule, ManualClock, settled } from '#testing/index';
import { connect, failureOf, made } from './support/made.ts';

test('connects, subscribes, publishes and receives at a broker that any host name leads to', async () => {
  const { module, host, broker } = await made({ broker: true });
  await host.command('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"broker.example",1883,0');
  await host.command('AT+MQTTSUB=0,"garden/#",1');
  expect(module.links[0]).toMatchObject({ state: 6, topics: [{ filter: 'garden/#', qos: 1 }] });
  await host.command('AT+MQTTPUB=0,"garden/door","open, \\"wide\\"",1,0'.replace(', ', '\\, '));
  const { fields } = await host.urc('+MQTTSUBRECV');
  expect(fields).toEqual({ LinkID: 0, topic: 'garden/door', length: 12, data: 'open, "wide"' });
  expect(await broker.published('garden/door')).toMatchObject({ qos: 1, clientId: 'desk' });
});

test('receives what the broker publishes, several messages in one write, line ends in the payload', async () => {
  const { host, broker } = await made({ broker: true, echo: false });
  await host.command('AT+MQTTUSERCFG=0,6,"desk","","",0,0,"/mqtt"');
  await host.command('AT+MQTTCONN=0,"broker.example",80,0');
  await host.command('AT+MQTTSUB=0,"a",0');
  await broker.publish({ topic: 'a', payload: 'one\r\ntwo' });
  await broker.publish({ topic: 'a', payload: 'drei "," 四' });
  expect((await host.urc('+MQTTSUBRECV')).fields.data).toBe('one\r\ntwo');
  expect((await host.urc('+MQTTSUBRECV')).fields.data).toBe('drei "," 四');
});

test('sends data in data mode', async () => {
  const { host, broker } = await made({ broker: true });
  await host.command('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"x",1883,0');
  const data = Buffer.from([0, 13, 10, 255]);
  await host.commandWithData(`AT+MQTTPUBRAW=0,"raw",${data.length},0,0`, data);
  expect((await broker.published('raw')).payload).toEqual(data);
});

test('the URCs of a boot are told, to a host that is there', async () => {
  const { module, host } = await made({ poweredOn: false });
  module.powerOn();
  await host.expectNext('\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n');
  await host.urc('ready');
  await host.urc('WIFI GOT IP');
});

test('time stands still with a clock of the test', async () => {
  const clock = new ManualClock();
  const { host } = await made({ clock, settings: { dataModeTimeoutMs: 1000 }, echo: false });
  host.send('AT+SYSMFG=2,"a","b",7,3\r\n');
  await host.expect('>');
  clock.advance(1000);
  await host.expectNext('\r\nERROR\r\n');
});

test('an observer hears everything, also as an instance of a class, and hosts their URCs besides', async () => {
  class Observer implements ModuleObserver {
    readonly seen: string[] = [];
    command({ line }: CommandEvent): void {
      this.seen.push(line);
    }
    urc(line: string): void {
      this.seen.push(line);
    }
    uart({ baud }: UartSettings): void {
      this.seen.push(`${baud} baud`);
    }
    restarting(): void {
      this.seen.push('restarting');
    }
  }
  const observer = new Observer();
  const { host } = await made({ observer, echo: false, settings: { wifi: { autojoin: false } } });
  await host.command('AT+UART_CUR=9600,8,1,0,0');
  await host.command('AT+RST');
  await host.urc('ready');
  await host.expect('ready');
  expect(observer.seen).toEqual([
    'ready',
    'ATE0',
    'AT+UART_CUR=9600,8,1,0,0',
    '9600 baud',
    'AT+RST',
    'restarting',
    '115200 baud',
    'ready',
  ]);
});

test('what does not come is told with the traffic and the log', async () => {
  const { host } = await made();
  host.send('AT+NONSENSE\r\n');
  const { message, code } = await failureOf(host.expect('\r\nOK\r\n', { timeout: 50 }));
  expect(code).toBe('TIMEOUT');
  expect(message).toContain('expected "\\r\\nOK\\r\\n": it did not come within 50 ms');
  expect(message).toContain('> "AT+NONSENSE\\r\\n"');
  expect(message).toContain('ERROR');
  expect(message).toMatch(/warn at: there is no command AT\+NONSENSE/);
  expect((await failureOf(host.urc('+MQTTCONNECTED', { timeout: 20 }))).message).toContain(
    'the URC +MQTTCONNECTED',
  );
});

test('other bytes than the next ones fail at once', async () => {
  const { host } = await made({ echo: false });
  host.send('AT\r\n');
  const { message, code } = await failureOf(host.expectNext('\r\nERROR\r\n', { timeout: 60_000 }));
  expect(code).toBe('MISMATCH');
  expect(message).toContain(
    'something else came (- expected, + came)\n- \\r\\nERROR\\r\\n\n+ \\r\\nOK\\r\\n\n      ^\n',
  );
});

test('the first byte that differs is marked, however far behind it is', async () => {
  const { host } = await made({ echo: false });
  host.send('AT+CMD?\r\n');
  await host.drain().then((all) => host.stream.unshift(Buffer.from(all)));
  const text = (await failureOf(host.expectNext(/x/, { timeout: 20 }))).message;
  expect(text).toContain('+CMD:0');
  const all = host.unread;
  all[500] = 0x21;
  const { message } = await failureOf(
    host.expectNext(Buffer.concat([all.subarray(0, 500), Buffer.from('?')])),
  );
  const [, expected = '', came = '', caret = ''] = /\n- (.*)\n\+ (.*)\n {2}( *\^)\n/.exec(message) ?? [];
  expect([expected[caret.length - 1], came[caret.length - 1]]).toEqual(['?', '!']);
});

test('a command that fails says what it answered', async () => {
  const { host } = await made({ echo: false });
  const { message, code } = await failureOf(host.command('AT+NONSENSE'));
  expect(code).toBe('REFUSED');
  expect(message).toContain('expected OK to AT+NONSENSE: the answer was "\\r\\nERROR\\r\\n"');
});

test('a wait ends when the module is switched off', async () => {
  const { host, close } = await made();
  const failed = failureOf(host.expect('never', { timeout: 60_000 }));
  await close();
  expect(await failed).toMatchObject({
    code: 'CLOSED',
    message: expect.stringContaining('the connection to the module was closed'),
  });
});

test('two hosts hear the same, each its own echo', async () => {
  const { host, addHost } = await made();
  const second = addHost('second');
  host.takeUnread();
  second.send('AT\r\n');
  await second.expectNext('AT\r\n\r\nOK\r\n');
  await host.expectNext('\r\nOK\r\n');
});

test('a module notices that a host leaves, and the next one goes on with its data', async () => {
  const { host, addHost, log } = await made({ echo: false });
  host.send('AT+SYSMFG=2,"a","b",8,5\r\nhal');
  await host.expect('>');
  host.leave();
  await settled();
  expect(log.at(-1)?.text).toContain('host disconnected in data mode, 2 bytes are missing');
  const next = addHost('next');
  next.send('ves');
  await next.expectNext('\r\nOK\r\n');
});

test('bytes are awaited as they are, wherever they come or as the next one', async () => {
  const { host } = await made({ echo: false });
  const value = Buffer.from([0xce, 0xc2, 0xff]);
  await host.commandWithData('AT+SYSMFG=2,"a","b",8,3', value);
  host.send('AT+SYSMFG=1,"a","b"\r\n');
  await host.expect(value);
  await host.expectNext('\r\n\r\nOK\r\n');
  await host.exchange('AT+SLEEP?\r\n', Buffer.from('+SLEEP:0\r\n\r\nOK\r\n'));
  const { message } = await failureOf(host.expect(value, { timeout: 20 }));
  expect(message).toMatch(/^expected "\\\\xce\\\\xc2\\\\xff": /);
});

test('a host that shows by itself what is typed gets no echo', async () => {
  const { addHost } = await made();
  const terminal = addHost('terminal', { echo: false });
  terminal.send('AT\r\n');
  await terminal.expectNext('\r\nOK\r\n');
});

test('all that belongs to a module waits as long as it was made with', async () => {
  const { host, addHost, broker } = await made({ broker: true, timeout: 30 });
  const vain = [host.expect('x'), addHost('second').urc('+X'), broker.published('t')];
  for (const { message } of await Promise.all(vain.map(failureOf)))
    expect(message).toContain(' within 30 ms');
});

test('what follows at once from moving the clock has happened when all has settled', async () => {
  const clock = new ManualClock();
  const { host } = await made({ clock, settings: { dataModeTimeoutMs: 1000 }, echo: false });
  host.send('AT+SYSMFG=2,"a","b",7,3\r\n');
  await host.expect('>');
  clock.advance(1000);
  await settled();
  expect(host.unread.toString()).toBe('\r\nERROR\r\n');
});

test('takes up to where an expression ends, however many bytes before it are no text', async () => {
  const { host, broker } = await made({ broker: true, echo: false });
  await host.command('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"x",1883,0');
  await host.command('AT+MQTTSUB=0,"a",0');
  await broker.publish({ topic: 'a', payload: Buffer.from([0xce, 0xc2, 0xf0, 0x9f, 0xff, 0x41]) });
  await broker.publish({ topic: 'a', payload: '四😀' });
  await host.expect(/A\r\n/);
  await host.expectNext('+MQTTSUBRECV:0,"a",7,四😀\r\n');
});

test('what has come so far is read without a wait', async () => {
  const { host } = await made({ echo: false });
  host.send('AT+SLEEP?\r\nAT');
  expect(await host.drain()).toBe('+SLEEP:0\r\n\r\nOK\r\n');
  expect(await host.drain()).toBe('');
});

test('an expression may be awaited as the next one', async () => {
  const { host } = await made({ echo: false });
  host.send('AT+SLEEP?\r\n');
  expect((await host.expectNext(/\+SLEEP:(\d)\r\n/)).toString()).toBe('+SLEEP:0\r\n');
  await failureOf(host.expectNext(/OK/, { timeout: 20 }));
  await host.expectNext('\r\nOK\r\n');
});

test('a failure leads to the line that waits', async () => {
  const { host } = await made();
  const { stack } = await failureOf(host.command('AT+CWMODE=9'));
  expect(stack).not.toContain('test-host');
});

test('the lines of an answer are read by the row that writes them', async () => {
  const { host } = await made({ broker: true });
  await host.command('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"broker.example",1883,0');
  await host.command('AT+MQTTSUB=0,"garden/#",1');
  const [link] = await host.responses('AT+MQTTCONN?');
  expect(link?.name).toBe('+MQTTCONN');
  expect(link?.fields).toEqual({
    LinkID: 0,
    state: 6,
    scheme: 1,
    host: 'broker.example',
    port: expect.anything(),
    path: '',
    reconnect: 0,
  });
  const subscriptions = await host.responses('AT+MQTTSUB?');
  expect(subscriptions.map(({ fields }) => fields.topic)).toEqual(['garden/#']);
  const [time] = await host
    .responses('at+cipsntpcfg=1,8,"a.example","b.example"')
    .then(() => host.responses('AT+CIPSNTPCFG?'));
  expect(time?.fields['SNTP server']).toEqual(['a.example', 'b.example']);
  expect((await host.responses('AT+CWLAP'))[0]?.fields).toMatchObject({ rssi: expect.any(Number) });
  expect(await host.responses('AT')).toEqual([]);
  const failed = await failureOf(host.responses('AT+MQTTCONN=7,"x",1,0'));
  expect(failed.code).toBe('REFUSED');
});

test('what is wrong from the start may keep the boot from coming', async () => {
  const { host, faults } = await made({ echo: false, faults: ['uart.silence', 'wifi.drop'] });
  host.send('AT\r\n');
  expect(await host.drain()).toBe('');
  faults.remove();
  await host.expect('WIFI GOT IP');
});

test('nothing is left of a module that could not be made', async () => {
  const made = createTestModule({
    broker: true,
    port: 'tcp',
    timeout: 1,
    settings: { chunk: 1, chunkDelayMs: 1000 },
  });
  expect((await failureOf(made)).code).toBe('TIMEOUT');
});

test('two modules share a broker', async () => {
  const one = await made({ broker: true, echo: false, clock: 'manual', name: 'one' });
  const two = await made({ broker: one.broker, echo: false, name: 'two' });
  await connect(one, 'one');
  await connect(two, 'two');
  await two.host.command('AT+MQTTSUB=0,"from/one",1');
  one.host.send('AT+MQTTPUB=0,"from/one","hello",1,0\r\n');
  await one.clock.advance(0);
  expect(two.host.takeUnread().toString()).toContain('+MQTTSUBRECV:0,"from/one",5,hello\r\n');
  await assertions.toHavePublished(two, 'from/one', 'hello');
  await two.close();
  await one.host.command('AT+MQTTPUB=0,"from/one","again",1,0');
});

test('a message that does not come is told with what was said', async () => {
  const { host, broker } = await made({ broker: true, echo: false });
  await host.command('AT+CWMODE?');
  const { message } = await failureOf(broker.published('t', { timeout: 20 }));
  expect(message).toContain('a message on t: it did not come within 20 ms; topics so far: none');
  expect(message).toContain('  > AT+CWMODE?\n  < +CWMODE:1');
});

test('no name server is asked where there is a broker, also not by firmware that resolves names first', async () => {
  const { host, close } = await createTestModule({
    broker: true,
    echo: false,
    settings: { firmware: 'master', follow: 'module', wifi: { ssid: 'lab' } },
  });
  await host.command('AT+MQTTUSERCFG=0,1,"a","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"nobody.invalid",1883,0');
  await close();
});

test('what a test waits for and what it was made without is told', async () => {
  const { host, broker } = await made({ broker: true, echo: false });
  const line = 'AT+MQTTPUBRAW=0,"t",3,0,0';
  expect((await failureOf(host.commandWithData(line, 'abc'))).reason).toMatchObject({
    key: 'testing.expected',
    params: {
      wanted: message('testing.promptAfter', { line }),
      why: message('testing.answered', { answer: '\r\nERROR\r\n' }),
    },
  });
  expect((await failureOf(host.urc('+MQTTSUBRECV', { timeout: 1 }))).reason).toMatchObject({
    params: {
      wanted: message('testing.urc', { name: '+MQTTSUBRECV' }),
      why: message('testing.notInTime', { ms: 1 }),
    },
  });
  expect((await failureOf(broker.published('t', { timeout: 1 }))).reason).toMatchObject({
    params: {
      wanted: message('testing.published', { topic: 't' }),
      why: message('testing.notPublished', { ms: 1, topics: [] }),
    },
  });
  const alone = await made();
  expect(() => alone.broker).toThrow(expect.objectContaining({ reason: message('testing.noBroker') }));
});
