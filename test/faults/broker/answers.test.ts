import { expect, test } from 'vitest';
import { broken } from './support/broken.ts';

test('broker.connack: each code is refused, and the broker does not hear of the client', async () => {
  const { module, host, log, connect, sound } = await broken();
  for (const code of [1, 2, 3, 4, 5]) {
    module.faults.add('broker.connack', { code, count: 1 });
    await expect(connect()).rejects.toThrow('ERROR');
    expect(log.map(({ text }) => text).join('\n')).toContain(`(return code ${code})`);
    expect(log.map(({ text }) => text).join('\n')).not.toContain('fault connected');
    await host.command('AT+MQTTCLEAN=0');
  }
  await connect();
  await sound();
});

test('broker.connack for one client: another is not concerned', async () => {
  const { module, connect, sound } = await broken();
  module.faults.add('broker.connack', { client: 'somebody' });
  await connect();
  await sound();
});

test('broker.noConnack: the connection is not made in its time', async () => {
  const { module, connect, acted, clock, host, sound } = await broken();
  const fault = module.faults.add('broker.noConnack', {});
  const refused = expect(connect()).rejects.toThrow('ERROR');
  await acted('broker.noConnack');
  await clock.advance(15_000);
  await refused;
  fault.remove();
  await host.command('AT+MQTTCONN=0,"broker.test",1883,0');
  await sound();
});

test('broker.suback: refused where the filter fits, and the broker has no such subscription', async () => {
  const { module, host, broker, connect, sound } = await broken();
  await connect();
  const fault = module.faults.add('broker.suback', { topic: 'locked/#' });
  await host.exchange('AT+MQTTSUB=0,"locked/door",1\r\n', '\r\nERROR\r\n');
  await host.exchange('AT+MQTTSUB=0,"locked/#",1\r\n', '\r\nERROR\r\n');
  await host.command('AT+MQTTSUB=0,"open/#",1');
  await broker.publish({ topic: 'locked/door', payload: 'no' });
  await broker.publish({ topic: 'open/door', payload: 'yes' });
  await host.expectNext('+MQTTSUBRECV:0,"open/door",3,yes\r\n');
  fault.remove();
  await host.command('AT+MQTTSUB=0,"locked/door",1');
  await sound();
});

test.each([
  ['TLS', 2],
  ['WebSocket', 6],
  ['WebSocket over TLS', 7],
])('broker.suback above %s', async (_what, scheme) => {
  const { module, host, connect, sound } = await broken({ broker: { tls: { port: 0 }, wss: { port: 0 } } });
  await connect({ scheme });
  module.faults.add('broker.suback', { count: 1 });
  await host.exchange('AT+MQTTSUB=0,"a",1\r\n', '\r\nERROR\r\n');
  await sound();
});

test('broker.suback with a QoS: messages come with it', async () => {
  const { module, host, broker, connect, sound } = await broken();
  await connect();
  module.faults.add('broker.suback', { qos: 0, count: 1 });
  await host.command('AT+MQTTSUB=0,"low",2');
  // Of QoS 0, this would come once, and no PUBACK be due for it.
  module.faults.add('broker.duplicate', { topic: 'low', dup: true, count: 1 });
  await broker.publish({ topic: 'low', payload: 'x', qos: 2 });
  await host.expectNext('+MQTTSUBRECV:0,"low",1,x\r\n+MQTTSUBRECV:0,"low",1,x\r\n');
  await sound();
});

test('broker.noSuback: ERROR after its time; the messages come where the broker got it', async () => {
  const { module, host, broker, connect, inVain, sound } = await broken();
  await connect();
  module.faults.add('broker.noSuback', { topic: 'a', count: 1 });
  await inVain('AT+MQTTSUB=0,"a",1', 'broker.noSuback');
  await broker.publish({ topic: 'a', payload: 'x' });
  await host.expectNext('+MQTTSUBRECV:0,"a",1,x\r\n');
  module.faults.add('broker.noSuback', { reaches: false, count: 1 });
  await inVain('AT+MQTTSUB=0,"b",1', 'broker.noSuback');
  await broker.publish({ topic: 'b', payload: 'x' });
  await sound();
});

test('broker.noUnsuback: ERROR after its time', async () => {
  const { module, host, broker, connect, inVain, sound } = await broken();
  await connect();
  await host.command('AT+MQTTSUB=0,"a",1');
  module.faults.add('broker.noUnsuback', { reaches: false, count: 1 });
  await inVain('AT+MQTTUNSUB=0,"a"', 'broker.noUnsuback');
  await broker.publish({ topic: 'a', payload: 'x' });
  await host.expectNext('+MQTTSUBRECV:0,"a",1,x\r\n');
  module.faults.add('broker.noUnsuback', { count: 1 });
  await inVain('AT+MQTTUNSUB=0,"a"', 'broker.noUnsuback');
  await broker.publish({ topic: 'a', payload: 'x' });
  await sound();
});

test('broker.noPingresp: the link is lost once a PINGREQ was not answered', async () => {
  const { module, host, connect, clock, acted, sound } = await broken();
  await connect({ keepAlive: 20 });
  const fault = module.faults.add('broker.noPingresp', {});
  await clock.advance(10_000);
  await acted('broker.noPingresp');
  await clock.advance(10_000);
  await host.expectNext('+MQTTDISCONNECTED:0\r\n');
  fault.remove();
  await host.command('AT+MQTTCLEAN=0');
  await connect({ keepAlive: 20 });
  await sound();
});

test('broker.sessionLost: what came meanwhile is lost; afterwards it is kept', async () => {
  const { module, host, broker, connect, sound } = await broken();
  const away = async (): Promise<void> => {
    await host.command('AT+MQTTSUB=0,"kept",1');
    await host.command('AT+MQTTCLEAN=0');
    await broker.publish({ topic: 'kept', payload: 'meanwhile', qos: 1 });
  };
  await connect({ persistent: true });
  await away();
  module.faults.add('broker.sessionLost', { count: 1 });
  await connect({ persistent: true });
  await host.exchange('AT+MQTTSUB=0,"kept",1\r\n', '\r\nOK\r\n');
  await host.command('AT+MQTTCLEAN=0');
  await connect({ persistent: true });
  await away();
  await connect({ persistent: true });
  await host.expect('+MQTTSUBRECV:0,"kept",9,meanwhile\r\n');
  await sound();
});

test('broker.sessionInvented: the module takes it for a clean one', async () => {
  const { module, connect, acted, sound } = await broken();
  module.faults.add('broker.sessionInvented', { count: 1 });
  await connect();
  await acted('broker.sessionInvented');
  await sound();
});
