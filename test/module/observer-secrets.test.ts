import { describe, expect, test } from 'vitest';
import { SECRET, watchedModule } from './support/watched-module.ts';

describe('a secret is never shown', () => {
  const whole: Record<string, string> = {
    [`AT+MQTTUSERCFG=0,1,"c","u","${SECRET}",0,0,""`]: 'AT+MQTTUSERCFG=0,1,"c","u","***",0,0,""',
    [`at+mqttusercfg=0,1,"c","u","a\\"${SECRET}\\,b",0,0,""`]: 'at+mqttusercfg=0,1,"c","u","***",0,0,""',
    [`AT+CWJAP="lab","${SECRET}"`]: 'AT+CWJAP="lab","***"',
    [`AT+MQTTPASSWORD=0,"${SECRET}"`]: 'AT+MQTTPASSWORD=0,"***"',
    'AT+CWJAP="open",""': 'AT+CWJAP="open",""',
  };
  test.each(Object.entries(whole))('in %s', async (line, shown) => {
    const watched = watchedModule();
    expect((await watched.after(watched.addHost('desk'), line)).line).toBe(shown);
  });

  const broken: Record<string, string> = {
    [`AT+CWJAP="lab","${SECRET}`]: 'AT+CWJAP=…',
    [`AT+CWJAP="lab",${SECRET}`]: 'AT+CWJAP=…',
    [`AT+CWJAP="lab","a,${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+CWJAP="lab","a"${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+CWJAP=,,,,,,,,,"${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+CWJAP="${SECRET}"`]: 'AT+CWJAP=…',
    [`AT+MQTTUSERCFG=0,1,"c","u,${SECRET}","x",0,0,""`]: 'AT+MQTTUSERCFG=…',
    [`AT+MQTTUSERCFG=0,1,"c","${SECRET}"`]: 'AT+MQTTUSERCFG=…',
    [`AT+MQTTUSERCFG=0,1,"c","${SECRET}",,0,0,""`]: 'AT+MQTTUSERCFG=…',
    [`AT+MQTTLONGPASSWORD=0,"${SECRET}"`]: 'AT+MQTTLONGPASSWORD=…',
    [`AT+CWJAP?"${SECRET}"`]: 'AT+CWJAP…',
    [`AT+CWJAP"lab","${SECRET}"`]: 'AT+CWJAP…',
    [`AT+CWJOP="lab","${SECRET}"`]: 'AT+CWJOP…',
    [`AT+GMR=${SECRET}`]: 'AT+GMR…',
    [SECRET]: '(7 bytes that do not begin with AT)',
    [`AT+CWJAP="lab","${SECRET}${'x'.repeat(300)}"`]: 'AT+CWJAP=…',
  };
  test.each(Object.entries(broken))('in %s, which is malformed', async (line, shown) => {
    const watched = watchedModule();
    const event = await watched.after(watched.addHost('desk'), line);
    expect(event).toMatchObject({ ok: false, line: shown });
    expect(JSON.stringify([watched.commands, watched.traffic])).not.toContain(SECRET);
  });

  test('when the line is refused because the module is busy', async () => {
    const watched = watchedModule();
    const [desk, bed] = [watched.addHost('desk'), watched.addHost('bed')];
    desk.send('AT+MQTTUSERCFG=0,1,"c","","",0,0,""\r\nAT+MQTTLONGUSERNAME=0,7\r\n');
    await desk.drain();
    const event = await watched.after(bed, `AT+CWJAP="lab","${SECRET}"`);
    expect(event).toMatchObject({ host: 'bed', line: 'AT+CWJAP="lab","***"', ok: false });
  });

  test('in the answer to AT+SYSMFG, which may be a private key', async () => {
    const watched = watchedModule();
    const host = watched.addHost('desk');
    host.send(`ATE0\r\nAT+SYSMFG=2,"client_key","client_key.0",7,7\r\n${SECRET}`);
    await host.drain();
    const event = await watched.after(host, 'AT+SYSMFG=1,"client_key","client_key.0"');
    expect(event.reply).toBe('***\r\n\r\nOK\r\n');
    expect(JSON.stringify([watched.commands, watched.traffic])).not.toContain(SECRET);
    expect(watched.raw.join('')).toContain(`,7,7,${SECRET}\r\n\r\nOK\r\n`);
  });
});
