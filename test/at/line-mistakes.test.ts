import { describe, expect, test } from 'vitest';
import { isOwnOutput, lineMistake } from '#at/line-mistakes';
import { textOf } from '#messages/message';
import type { Transport } from '#mqtt/transport';
import { createTestModule, ManualClock, settled } from '#testing/index';

function mistakeIn(line: string | Buffer): string | undefined {
  const bytes = Buffer.from(line as string);
  const found = lineMistake(bytes, 0, bytes.length);
  return found && textOf(found);
}

describe('what a person most likely did wrong is named with its column', () => {
  test.each([
    [
      'AT+MQTTCLEAN=0\nAT+MQTTCONN?',
      'this looks like two commands, the second at column 16: does the host end its lines with LF or CR only?',
    ],
    ['AT+GMRAT+CMD?', 'this looks like two commands, the second at column 7'],
    ['AT+MQTTSUB=0,“a”,1', 'column 14 is “ instead of the ASCII character "'],
    ['AT+MQTTSUB=0，"a",1', 'column 13 is ， instead of the ASCII character ,'],
    ['AT+CWJAP="咖啡","x"，1', 'column 18 is ，'],
    [Buffer.from('AT+MQTTSUB=0\xa3\xac"a",1', 'latin1'), 'column 13 is ，'],
    ['AT+MQTTSUB =0,"a",1', 'there is a space before the = at column 11'],
    ['AT+MQTTSUB=0, "a",1', 'there is a space at column 14, where none is allowed'],
    ['AT+MQTTSUB=0,"a",1  ', 'there is a space at the end of the line, from column 19 on'],
    ['AT+MQTTSUB=0,"a",1;', 'there is a ; at column 19'],
    ['AT+MQTTSUB=0,"a",1 // listen', 'there is a // at column 20'],
    ['AT+MQTTSUB=0,"a,1', 'the double quote at column 14 is not closed'],
  ])('%s', (line, wanted) => {
    expect(mistakeIn(line)).toContain(wanted);
  });

  test.each([
    'AT+MQTTPUB=0,"a","http://x; y，“z” AT+GMR",0,0',
    'AT+MQTTPUB=0,"a","{\\"t\\":1}",0,0,7',
    'AT+MQTTSUB=0,"a",9',
    'AT+MQTPUB=0',
  ])('nothing stands out in %s', (line) => {
    expect(mistakeIn(line)).toBeUndefined();
  });
});

test('the log has it behind what could not be read, and a closing quote that is missing is no comma', async () => {
  const { host, log, close } = await createTestModule({ echo: false });
  const why = async (line: string): Promise<string | undefined> => {
    host.send(`${line}\r\n`);
    await host.expect('ERROR\r\n');
    return log.at(-1)?.text;
  };
  await host.command('AT+MQTTUSERCFG=0,1,"a","","",0,0,""');
  expect(await why('AT+MQTTCONNCFG=0,120,0,"a,"b",0,0')).toContain('parameter 4 has no closing double quote');
  expect(await why('AT+MQTTCONNCFG=0,120,0,"a,b","c",0,0')).toContain('parameter 4 ended at column 26');
  expect(await why('AT+MQTTCONNCFG=0,120,0,"a","{"b":1,"c":2}",0,0')).toContain(
    'parameter 5 ended at column 35',
  );
  expect(await why('AT+MQTTCLEAN=0;')).toContain('there is a ; at column 15');
  expect(await why('AT+MQTTCLAEN=0')).toContain('did you mean AT+MQTTCLEAN?');
  expect(await why('AT+MQTTCLAEN=0;')).toContain('did you mean AT+MQTTCLEAN? there is a ; at column 15');
  expect(await why('AT +MQTTCLEAN=0')).toBe(
    'AT… is not understood; there is a space at column 3, where none is allowed (0x01090000)',
  );
  expect(await why('AT+CIPSTART="TCP","a",80')).toContain('this module does not have: it has MQTT only');
  expect(await why('AT+CMQTTSTART')).toContain('SIMCom');
  await close();
});

test('busy names the line that was dropped, without its secrets, and what waits for what', async () => {
  const silent: Transport = {
    queued: 0,
    write: () => true,
    pause() {},
    resume() {},
    end() {},
    destroy() {},
  };
  const { host, log, close } = await createTestModule({ echo: false, dial: () => () => silent });
  await host.command('AT+MQTTUSERCFG=0,1,"a","","",0,0,""');
  host.send('AT+MQTTCONN=0,"broker.test",1883,0\r\n');
  host.send('AT+MQTTUSERCFG=0,1,"a","user","secret",0,0,""\r\n');
  await host.expect('busy p...\r\n');
  expect(log.at(-1)?.text).toMatch(
    /^busy: AT\+MQTTUSERCFG=0,1,"a","user","\*\*\*",0,0,"" was dropped, AT\+MQTTCONN \(\d\.\d s\) still waits for CONNACK$/,
  );
  await close();
});

test('what is left over behind data is named, and data that stops coming', async () => {
  const clock = new ManualClock();
  const { host, log, close } = await createTestModule({ echo: false, broker: true, clock });
  await host.command('AT+MQTTUSERCFG=0,1,"a","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"broker.test",1883,0');
  await host.commandWithData('AT+MQTTPUBRAW=0,"t",5,0,0', 'hello');
  host.send('\r\n');
  await host.expect('ERROR\r\n');
  expect(log.at(-1)?.text).toContain(
    'these 2 bytes came after the 5 announced bytes of data: the announced length was too small',
  );
  host.send('AT+MQTTPUBRAW=0,"t",5,0,0\r\n');
  await host.expect('>');
  host.send('hel');
  await settled();
  clock.advance(5000);
  expect(log.at(-1)?.text).toBe(
    'data mode: 3 of 5 bytes received, nothing for 5 s; whatever comes next is data until there are 5',
  );
  host.send('lo');
  await host.expect('+MQTTPUB:OK\r\n');
  await close();
});

test('AT+MQTTUSERCFG warns of no credential, which a longer command may still give, but of a path that is missing', async () => {
  const { host, log, close } = await createTestModule({ echo: false });
  const warnings = () =>
    log.filter(({ level, namespace }) => level === 'warn' && namespace === 'uart').length;
  await host.command('AT+MQTTUSERCFG=0,1,"a","","",0,0,""');
  await host.command('AT+MQTTUSERCFG=0,1,"a","user","",0,0,""');
  expect(warnings()).toBe(0);
  await host.command('AT+MQTTUSERCFG=0,6,"a","","",0,0,""');
  expect(warnings()).toBe(1);
  await close();
});

test('busy shows the line that was dropped in the letters it was written in', async () => {
  const { module, host, log, close } = await createTestModule({ echo: false });
  module.faults.add('module.busy', { command: 'AT+GMR', time: 20, count: 1 });
  host.send('AT+GMR\r\n');
  host.send('AT+MQTTPUB=0,"房间","温度 21 °C",0,0\r\n');
  await host.expect('busy p...\r\n');
  expect(log.at(-1)?.text).toContain('busy: AT+MQTTPUB=0,"房间","温度 21 °C",0,0 was dropped');
  await close();
});

test('busy names a command that a fault holds before it runs', async () => {
  const { module, host, log, close } = await createTestModule({ echo: false });
  module.faults.add('module.busy', { command: 'AT+GMR', time: 20, count: 1 });
  host.send('AT+GMR\r\n');
  host.send('AT\r\n');
  await host.expect('busy p...\r\n');
  expect(log.map(({ text }) => text).join('\n')).toContain('busy: AT was dropped, AT+GMR (');
  await host.expect('\r\nOK\r\n');
  await close();
});

describe('what a module says is known when it comes back', () => {
  const isOwn = (text: string): boolean => isOwnOutput(Buffer.from(text), 0, Buffer.byteLength(text));

  test.each([
    'OK',
    'ERROR',
    'busy p...',
    'ready',
    'WIFI GOT IP',
    'ERR CODE:0x010a6006',
    '+MQTTCONNECTED:0,1,"h","1883","",0',
    '+MQTTPUB:OK',
    '+CWJAP:1',
    '^M^JOK^M^J^M^JOK',
    'x\r\nERROR',
  ])('%j', (text) => {
    expect(isOwn(text)).toBe(true);
  });

  test.each(['hello', 'ATOK', 'BOOK', 'the answer is OK', 'MQTTPUB', ''])('and %j is not', (text) => {
    expect(isOwn(text)).toBe(false);
  });
});
