import { expect, test } from 'vitest';
import { checkLimits, readLimits } from '#swarm/limits';

const BROKER = { host: '127.0.0.1', port: 1883, scheme: 1, path: '', username: '', password: '' } as const;

test('too few open files', () => {
  expect(() => checkLimits(10_000, BROKER, { openFiles: 1024, localPorts: undefined })).toThrow(
    '10,000 modules need about 10,100 open files, and this process may have 1,024: ' +
      'run "ulimit -n 20000" first, as root if the shell refuses, or use fewer modules.',
  );
});

test('too few local ports towards one broker', () => {
  expect(() => checkLimits(30_000, BROKER, { openFiles: 100_000, localPorts: [32_768, 60_999] })).toThrow(
    '30,000 modules need as many local ports towards 127.0.0.1:1883, and this system gives 28,232 (32768 to 60999)',
  );
});

test('enough of both, or a system that does not tell', () => {
  checkLimits(10_000, BROKER, { openFiles: 10_100, localPorts: [32_768, 60_999] });
  checkLimits(1_000_000, BROKER, { openFiles: undefined, localPorts: undefined });
});

test('this system tells how many files may be open', () => {
  expect(readLimits().openFiles ?? Number.POSITIVE_INFINITY).toBeGreaterThan(15);
});
