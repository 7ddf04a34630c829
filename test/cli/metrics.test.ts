import { expect, onTestFinished, test } from 'vitest';
import { Lifecycle } from '#app/lifecycle';
import { countRun, openMetrics } from '#cli/run/metrics';
import { serviceStatus } from '#cli/run/service-status';
import { type Message, message } from '#messages/message';
import { bareModule } from '../support/bare-module.ts';

test.each([
  ['127.0.0.1', []],
  ['0.0.0.0', [message('metrics.open', { host: '0.0.0.0' })]],
])('where metrics are served is told, and who can read them: %s', async (host, warnings) => {
  const life = new Lifecycle();
  onTestFinished(() => life.close());
  const told: Message[] = [];
  const opened = await openMetrics(
    { host, port: 0 },
    await countRun(life),
    life,
    (_level, _namespace, said) => told.push(said),
  );
  const address = opened.url.replace(/^http:\/\/|\/metrics$/g, '');
  expect(address).toMatch(/^[\d.]+:[1-9]\d*$/);
  expect(told).toEqual([message('metrics.at', { address }), ...warnings]);
});

test('what a service manager shows', () => {
  const { module } = bareModule();
  const links = [0, 1, 4].map((state, id) => ({ id, model: { state } }));
  const running = {
    modules: [{ module: Object.create(module, { links: { value: links } }) }],
  } as unknown as Parameters<typeof serviceStatus>[0];
  expect(serviceStatus(running, [])).toEqual(message('systemd.ready', { modules: 1, links: 2 }));
  const why = message('metrics.starting');
  const other = { why: message('metrics.stopping') };
  expect(serviceStatus(running, [{ why }])).toEqual(message('systemd.notReady', { why, more: 0 }));
  expect(serviceStatus(running, [{ why }, other, other])).toEqual(
    message('systemd.notReady', { why, more: 2 }),
  );
});
