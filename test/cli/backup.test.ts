import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp, restore } from '#cli/backup';
import { openFlashDirectory } from '#node/flash/directory';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';

test('what is backed up and restored is told, and where it is kept what was there', () => {
  const [flash, copy, file] = [folder(), folder(), join(folder(), 'b.tar.gz')];
  openFlashDirectory(flash).manufacturing.write('my', 'note', { type: 7, value: Buffer.from('hello') });
  const told = said();
  const print = (): void => {};
  const amount = { files: 1, bytes: 5 };
  backUp(file, { flash }, print);
  restore(file, { flash: copy }, print);
  restore(file, { flash: copy, replace: true }, print);
  const restored = {
    key: 'cli.restored',
    params: { directory: copy, ...amount, made: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
  };
  expect(told).toEqual([
    { key: 'cli.backedUp', params: { directory: flash, file, ...amount } },
    restored,
    restored,
    { key: 'cli.restoreKept', params: { kept: expect.stringContaining(join(copy, 'replaced-')) } },
  ]);
});
