import { describe, expect, test } from 'vitest';
import { connected } from './support/watched-module.ts';

describe('states of a link are told with what moved it', () => {
  test('commands', async () => {
    const { watched, host, connect } = await connected();
    await connect(0);
    host.send('AT+MQTTSUB=0,"a",0\r\n');
    await host.expect('OK\r\n');
    host.send('AT+MQTTUNSUB=0,"a"\r\n');
    await host.expect('OK\r\n');
    host.send('AT+MQTTCLEAN=0\r\n');
    await host.expect('OK\r\n');
    expect(watched.states).toEqual([
      { link: 0, from: 0, to: 1, reason: 'AT+MQTTUSERCFG' },
      { link: 0, from: 1, to: 4, reason: 'AT+MQTTCONN' },
      { link: 0, from: 4, to: 6, reason: 'AT+MQTTSUB' },
      { link: 0, from: 6, to: 5, reason: 'AT+MQTTUNSUB' },
      { link: 0, from: 5, to: 0, reason: 'AT+MQTTCLEAN' },
    ]);
  });

  test('a broker that refuses, and one that goes away and comes back', async () => {
    const { broker, watched, host, connect } = await connected();
    broker.manners.connack = 5;
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},1\r\n`);
    await host.expect('ERROR\r\n');
    expect(watched.states.at(-1)).toMatchObject({ from: 1, to: 2 });
    expect(watched.states.at(-1)?.reason).toMatch(/^AT\+MQTTCONN failed: .*refused/);
    broker.manners.connack = 0;
    await connect(1);
    host.send('AT+MQTTSUB=0,"a",0\r\n');
    await host.expect('OK\r\n');
    broker.drop();
    await host.expect('+MQTTDISCONNECTED:0\r\n');
    expect(watched.states.at(-1)).toMatchObject({
      from: 6,
      to: 3,
      reason: expect.stringMatching(/clos|lost/),
    });
    watched.clock.advance(watched.module.settings.reconnectIntervalMs);
    await expect
      .poll(() => watched.states.slice(-2))
      .toEqual([
        { link: 0, from: 3, to: 4, reason: 'reconnected' },
        { link: 0, from: 4, to: 6, reason: 'resubscribed after the reconnect' },
      ]);
  });

  test('the Wi-Fi', async () => {
    const { watched, connect } = await connected();
    await connect(0);
    watched.module.wifi.lose();
    expect(watched.states.at(-1)).toEqual({ link: 0, from: 4, to: 3, reason: 'Wi-Fi was lost' });
  });

  test('a restart', async () => {
    const { watched, host, connect } = await connected();
    await connect(0);
    host.send('AT+RST\r\n');
    await host.expect('WIFI GOT IP\r\n');
    expect(watched.states.at(-1)).toEqual({ link: 0, from: 4, to: 0, reason: 'restart' });
  });
});
