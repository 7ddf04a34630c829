import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startBroker } from '#broker/index';
import { CONTROL_EVENTS } from '#control/events/events';
import { start, until } from './program.ts';

test('swarm --web shows its live counts, and no more than those', async () => {
  const broker = await startBroker({ tcp: { host: '127.0.0.1', port: 0 } });
  onTestFinished(() => broker.close());
  const url = (broker.listeners[0]?.url ?? '').replace('//', '//user:s3cret@');
  const size = ['--modules', '6', '--workers', '2', '--ramp', '100', '--rate', '10'];
  const swarm = start(['swarm', '-b', url, ...size, '--web', '0', '--json', '--lang', 'en']);
  const page = await until('page', () => /^See it in a browser: (\S+)$/m.exec(swarm.stderr())?.[1]);
  const { origin, hash } = new URL(page);
  const token = hash.replace('#token=', '');
  const ask = async (path: string) => {
    const answer = await fetch(`${origin}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    // biome-ignore lint/suspicious/noExplicitAny: it is looked into
    return { status: answer.status, body: (await answer.json()) as any };
  };
  expect((await fetch(page)).headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect((await fetch(`${origin}/api/v1/swarm`)).status).toBe(401);
  expect((await ask('/about')).body).toMatchObject({ serves: 'swarm', language: 'en' });
  await expect.poll(async () => (await ask('/swarm')).body.connected, { timeout: 10_000 }).toBe(6);
  await expect
    .poll(async () => (await ask('/swarm')).body.rates.received, { timeout: 10_000 })
    .toBeGreaterThan(10);
  const { body } = await ask('/swarm');
  expect(body).toMatchObject({ phase: 'running', modules: 6, lost: 0, errors: [], losses: [] });
  expect(body.broker).toBe(broker.listeners[0]?.url);
  expect(body.workers.map(({ worker }: { worker: number }) => worker)).toEqual([1, 2]);
  const sum = (name: 'connected' | 'ready'): number =>
    body.workers.reduce((all: number, each: Record<string, number>) => all + (each[name] ?? 0), 0);
  expect([sum('connected'), sum('ready')]).toEqual([6, 6]);
  expect(body.roundTrip.count).toBeGreaterThan(0);
  expect(body.roundTrip.buckets.length).toBeGreaterThan(0);

  const events = await fetch(`${origin}/api/v1/events?since=0&types=swarm`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while ((text.match(/^data: .*\n\n/gm) ?? []).length < 2) text += (await reader?.read())?.value ?? '';
  await reader?.cancel();
  const [first = '', second = ''] = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data);
  for (const data of [first, second])
    expect(z.union(CONTROL_EVENTS).safeParse(JSON.parse(data)).error).toBeUndefined();
  expect(JSON.parse(second).seconds).toBeGreaterThan(JSON.parse(first).seconds);

  expect((await ask('/commands')).status).toBe(200);
  expect((await ask('/explain/OK')).status).toBe(200);
  for (const path of ['/modules', '/status', '/faults', '/recording'])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
  expect(swarm.stderr() + JSON.stringify(body)).not.toContain('s3cret');
  swarm.child.kill('SIGINT');
  expect(await swarm.exited).toBe(0);
  expect(JSON.parse(swarm.stdout())).toMatchObject({ ok: true, connected: 6 });
});
