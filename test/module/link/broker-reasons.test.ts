import { describe, expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import { ScriptedBroker } from '../../support/scripted-broker.ts';
import { toldModule } from '../../support/told-module.ts';

async function scripted(): Promise<ScriptedBroker> {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  return broker;
}

describe('a subscription is told of with its topic', () => {
  test('when it is refused', async () => {
    const broker = await scripted();
    broker.manners.suback = 0x80;
    const { connect, command, heard } = await toldModule();
    await connect(broker.port);
    await command('AT+MQTTSUB=0,"a/#",1');
    expect(await heard('mqtt.subscriptionRefused')).toEqual({ topic: 'a/#', qos: 1 });
  });

  test('when less is granted', async () => {
    const broker = await scripted();
    broker.manners.suback = 0;
    const { connect, command, heard } = await toldModule();
    await connect(broker.port);
    await command('AT+MQTTSUB=0,"a/#",2');
    expect(await heard('link.grantedLess')).toEqual({ topic: 'a/#', granted: 0, qos: 2 });
  });

  test('when it is not renewed after a reconnect', async () => {
    const broker = await scripted();
    const { module, clock, connect, command, heard } = await toldModule();
    await connect(broker.port, { reconnect: 1 });
    await command('AT+MQTTSUB=0,"温度/+",1');
    broker.manners.suback = 0x80;
    broker.drop();
    await heard('mqtt.lost');
    await clock.advance(module.settings.reconnectIntervalMs);
    expect(await heard('link.notRenewed')).toMatchObject({ topic: '温度/+', qos: 1 });
  });
});

describe('an answer that does not come is told of with what it is to', () => {
  test.each([
    ['AT+MQTTPUB=0,"a/b","xyz",1,0', 'publish', 'PUBACK'],
    ['AT+MQTTPUB=0,"a/b","xyz",2,0', 'publish', 'PUBREC'],
    ['AT+MQTTPUB=0,"a/b","xyz",2,0', 'pubrel', 'PUBCOMP'],
    ['AT+MQTTSUB=0,"a/b",1', 'subscribe', 'SUBACK'],
    ['AT+MQTTUNSUB=0,"a/b"', 'unsubscribe', 'UNSUBACK'],
  ] as const)('%s, where the broker ignores %s: no %s', async (line, ignored, expected) => {
    const broker = await scripted();
    const { clock, connect, command, heard } = await toldModule();
    await connect(broker.port);
    if (ignored === 'unsubscribe') await command('AT+MQTTSUB=0,"a/b",1');
    broker.manners.silent.add(ignored);
    const answer = command(line);
    await broker.got(ignored);
    await clock.advance(10_000);
    await answer;
    const topic = 'a/b';
    const qos = line.includes('PUB=') ? Number(line.at(-3)) : 1;
    const sent =
      ignored === 'subscribe'
        ? message('mqtt.subscribeTo', { topic, qos })
        : ignored === 'unsubscribe'
          ? message('mqtt.unsubscribeFrom', { topic })
          : message('mqtt.publishTo', {
              topic,
              qos,
              retain: false,
              again: false,
              bytes: ignored === 'pubrel' ? undefined : 3,
            });
    expect(await heard('mqtt.noAnswer')).toEqual({ expected, ms: 10_000, sent });
  });
});
