import { expect, test } from 'vitest';
import { FIRMWARES } from '#firmware/releases';
import { start } from './program.ts';

async function run(...args: readonly string[]) {
  const program = start(args);
  return { code: await program.exited, out: program.stdout(), said: program.stderr() };
}

test('firmware lists the releases that a module can be', async () => {
  const { code, out } = await run('firmware');
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual([...FIRMWARES, '']);
  expect(out).toContain('3.4  (default)');
});

test('firmware diff says what a host sees otherwise', async () => {
  const { code, out } = await run('firmware', 'diff', '2.4', '3.4');
  expect(code).toBe(0);
  expect(out).toContain('AT+MQTTSNI: is new\n');
  expect(out).toContain('AT+MQTTCONNCFG=…: <lwt_msg>: at most 64 bytes becomes at most 128 bytes\n');
  expect((await run('firmware', 'diff', '3.4', '2.4')).out).toContain('AT+MQTTSNI: was removed\n');
  expect(out).toContain('bytes after the announced length are answered with busy p... and lost');
  expect((await run('firmware', 'diff', '5.0', '3.4')).out).toContain(
    'no longer so: a genuine module waits at most 15 s',
  );
  expect((await run('firmware', 'diff', '3.4', '3.4')).out).toContain('Nothing that a host sees differs');
});

test('a release that a module cannot be is refused in one sentence', async () => {
  const { code, said } = await run('firmware', 'diff', '3.4', '9.9');
  expect(code).toBe(2);
  expect(said).toContain('There is no firmware "9.9"; there are 2.2,');
});
