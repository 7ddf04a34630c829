import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { freePort } from '../../tools/free-port.js';
import { needs } from '../support/needs.ts';

test('a port that was given away is drawn in vain, in another process too', needs('Linux'), async () => {
  const given = await freePort();
  const free = given === 32_767 ? 10_240 : given + 1;
  const drawn: number[] = [];
  await freePort(() => drawn.push(given) && (drawn.length === 1 ? given : free + drawn.length));
  expect(drawn.length).toBeGreaterThan(1);

  const script = `
    import { freePort } from './tools/free-port.js';
    let tries = 0;
    await freePort(() => (tries++ === 0 ? ${given} : ${free} + 100 + tries));
    console.log(tries);
  `;
  const tries = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(Number(tries)).toBeGreaterThan(1);
});
