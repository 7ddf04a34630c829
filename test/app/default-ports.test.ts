import { expect, onTestFinished, test } from 'vitest';
import { assemble } from '#app/assemble';
import { textLog } from '#messages/log';
import { parseSettings } from '#module/settings/parse';

/** Assembles a module where the system has no programs, and so no pty. */
async function open(ports: readonly string[], portsAreDefault: boolean) {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  const warnings: string[] = [];
  const log = textLog((level, _namespace, text) => {
    if (level === 'warn') warnings.push(text);
  });
  const module = { name: 'module0', ports, portsAreDefault, flash: undefined, settings: parseSettings({}) };
  try {
    const plan = { modules: [module], broker: {}, tryTls: false };
    const assembly = await assemble(plan, { logFor: () => log });
    onTestFinished(() => assembly.close());
    return { kinds: assembly.places.modules[0]?.ports.map(({ kind }) => kind), warnings };
  } finally {
    process.env.PATH = PATH;
  }
}

const PORTS = ['pty', 'tcp-listen:127.0.0.1:0'];

test('a default port that this machine lacks the means for is left out with a warning', async () => {
  const { kinds, warnings } = await open(PORTS, true);
  expect(kinds).toEqual(['tcp']);
  expect(warnings).toEqual([expect.stringMatching(/^without the default pty port: .*stty/)]);
});

test('a port that was asked for is not', async () => {
  await expect(open(PORTS, false)).rejects.toThrow(/stty/);
});

test('when no port is left, that is an error all the same', async () => {
  await expect(open(['pty'], true)).rejects.toThrow(/stty/);
});
