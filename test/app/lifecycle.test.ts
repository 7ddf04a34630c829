import { expect, test } from 'vitest';
import { Lifecycle } from '#app/lifecycle';

test('the first who asks for the end decides the exit code', async () => {
  const life = new Lifecycle();
  life.stop(3);
  life.stop(0);
  expect(await life.stopped).toBe(3);
});

test('what was opened last is let go of first, each in its turn', async () => {
  const life = new Lifecycle();
  const gone: string[] = [];
  life.onClose(() => void gone.push('broker'));
  life.onClose(async () => {
    await Promise.resolve();
    gone.push('ports');
  });
  life.onClose(() => void gone.push('terminal'));
  await life.close();
  await life.close();
  expect(gone).toEqual(['terminal', 'ports', 'broker']);
});

test('a failure does not keep the rest from being let go of, and is told', async () => {
  const life = new Lifecycle();
  const gone: string[] = [];
  life.onClose(() => void gone.push('broker'));
  life.onClose(() => Promise.reject(new Error('first')));
  await expect(life.close()).rejects.toThrow('first');
  expect(gone).toEqual(['broker']);
});

test('signals ask for the end until everything is let go of', async () => {
  const before = process.listenerCount('SIGHUP');
  const life = new Lifecycle();
  life.stopOnSignals();
  process.emit('SIGHUP');
  expect(await life.stopped).toBe(0);
  expect(process.listenerCount('SIGHUP')).toBe(before + 1);
  await life.close();
  expect(process.listenerCount('SIGHUP')).toBe(before);
});

test('who waits for signals keeps the process, also when nothing else does', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const life = new Lifecycle();
  life.stopOnSignals();
  expect(timers()).toBe(before + 1);
  await life.close();
});
