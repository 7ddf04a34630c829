import { expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { startRabbitMq } from '../support/rabbitmq.ts';
import { toldModule } from '../support/told-module.ts';
import { takeTurns } from './support/take-turns.ts';

/** RabbitMQ takes ten seconds to start. */
const PATIENCE_MS = 90_000;
const LOGIN = { user: 'lamp', password: 'secret' };

test('RabbitMQ refuses a wrong password with 4, and closes the first of two clients with one client ID', {
  ...needs('rabbitmq'),
  timeout: PATIENCE_MS,
}, async () => {
  const rabbit = await startRabbitMq({ hosts: 1, users: { [LOGIN.user]: LOGIN.password } });
  onTestFinished(() => rabbit.stop());
  const port = rabbit.hosts[0]?.port ?? 0;

  const stranger = await toldModule();
  await stranger.connect(port, { ...LOGIN, password: 'wrong' });
  expect(await stranger.heard('mqtt.refused')).toMatchObject({ returnCode: 4 });
  expect(await stranger.heard('link.checkLogin')).toEqual({ given: true });

  const here = await takeTurns(port, LOGIN);
  expect(await here.heard('link.closedAgain')).toMatchObject({ times: 3, clientId: 'lamp' });
});
