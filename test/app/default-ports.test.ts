import { lchownSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { assemble } from '#app/assemble';
import { textLog } from '#messages/log';
import { parseSettings } from '#module/settings/parse';
import { folder } from '../support/folder.ts';
import { needs } from '../support/needs.ts';

const asRoot = needs('root');

/** Assembles a module where the system has no programs, and so no pty. */
async function open(ports: readonly string[], portsAreDefault: boolean, path = '/nowhere') {
  const { PATH } = process.env;
  process.env.PATH = path;
  const warnings: string[] = [];
  const log = textLog((level, _namespace, text) => {
    if (level === 'warn') warnings.push(text);
  });
  const module = { name: 'module0', ports, portsAreDefault, flash: undefined, settings: parseSettings({}) };
  try {
    const plan = { modules: [module], broker: {}, tryTls: false };
    const assembly = await assemble(plan, { logFor: () => log });
    onTestFinished(() => assembly.close());
    return { kinds: assembly.endpoints.modules[0]?.ports.map(({ kind }) => kind), warnings };
  } finally {
    process.env.PATH = PATH;
  }
}

const PORTS = ['pty', 'tcp-listen:127.0.0.1:0'];

test('a default port that this machine lacks the means for is left out with a warning', async () => {
  const { kinds, warnings } = await open(PORTS, true);
  expect(kinds).toEqual(['tcp']);
  expect(warnings).toEqual([expect.stringMatching(/^the default pty port is left out: .*stty/)]);
});

test('a default link of another user is told, and does not stop the other ports', asRoot, async () => {
  const link = join(folder(), 'atmqtt0');
  symlinkSync('/dev/pts/99999', link);
  lchownSync(link, 65_534, 65_534);
  const plan = (portsAreDefault: boolean) =>
    open([`pty:${link}`, 'tcp-listen:127.0.0.1:0'], portsAreDefault, process.env.PATH);
  const { kinds, warnings } = await plan(true);
  expect(kinds).toEqual(['tcp']);
  expect(warnings).toEqual([
    `the default pty port is left out: ${link} belongs to another user; choose another path for the link, as in --port pty:$HOME/atmqtt0`,
  ]);
  expect(readlinkSync(link)).toBe('/dev/pts/99999');
  await expect(plan(false)).rejects.toThrow('belongs to another user');
});

test('a port that was asked for is not', async () => {
  await expect(open(PORTS, false)).rejects.toThrow(/stty/);
});

test('when no port is left, that is an error all the same', async () => {
  await expect(open(['pty'], true)).rejects.toThrow(/stty/);
});
