import { expect, test } from 'vitest';
import { connect, moduleWith } from './support/module.ts';

test('broker.connack: refused before a real broker, and accepted afterwards', async () => {
  const made = await moduleWith({ broker: true });
  made.module.faults.add('broker.connack', { code: 5, count: 1 });
  await expect(connect(made)).rejects.toThrow('ERROR');
  expect(made.log.map(({ text }) => text).join('\n')).toContain('not authorised (return code 5)');
  await made.host.command('AT+MQTTCONN=0,"broker.test",1883,0');
});

test('broker.connack in the embedded broker: its clients are refused', async () => {
  const made = await moduleWith({ broker: { faults: ['broker.connack,code=2,count=1'] } });
  await expect(connect(made)).rejects.toThrow('ERROR');
  expect(made.broker.faults.list).toEqual([]);
  await made.host.command('AT+MQTTCONN=0,"broker.test",1883,0');
});

test('a module without faults says how to have some', async () => {
  const { module } = await moduleWith({ faults: undefined });
  expect(() => module.faults).toThrow('give the option faults');
});
