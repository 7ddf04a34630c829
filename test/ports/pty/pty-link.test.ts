import {
  chmodSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPortError, parsePortSpec } from '#ports/index';
import { needs } from '../../support/needs.ts';
import { failure, openPort, Recorder, tempFolder } from '../support/helpers.ts';

async function refusal(link: string): Promise<string> {
  const events = new Recorder();
  const error = await failure(() => parsePortSpec(`pty:${link}`).open(events));
  expect(isPortError(error)).toBe(true);
  expect(events.names).toEqual([]);
  return error.message;
}

describe('the link of a pty', needs('Unix'), () => {
  test('points to the device while the port is open', async () => {
    const link = join(tempFolder(), 'esp');
    const { port } = await openPort(`pty:${link}`);
    expect(port.info).toEqual({ kind: 'pty', path: readlinkSync(link), link });
    await port.close();
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('is replaced when it dangles', async () => {
    const link = join(tempFolder(), 'esp');
    symlinkSync('/dev/pts/99999', link);
    const { port } = await openPort(`pty:${link}`);
    expect(port.info).toMatchObject({ path: readlinkSync(link) });
  });

  test('is refused when it points to the live pty of another', async () => {
    const link = join(tempFolder(), 'esp');
    const { port } = await openPort(`pty:${link}`);
    const device = readlinkSync(link);
    expect(await refusal(link)).toBe(
      `${link} points to ${device}, which another program has open; remove the link, or choose another path`,
    );
    expect(readlinkSync(link)).toBe(device);
    await port.close();
    await openPort(`pty:${link}`);
  });

  test('is replaced when its pty has gone and the number was given to another terminal since', async () => {
    const link = join(tempFolder(), 'esp');
    const { port: younger } = await openPort('pty');
    const device = younger.info.kind === 'pty' ? younger.info.path : '';
    const { mode } = statSync(device);
    symlinkSync(device, link);
    lutimesSync(link, 1, 1);
    // Its owner has let others use the terminal that the link is for: it looks younger than it is.
    chmodSync(device, 0o666);
    expect(await refusal(link)).toContain('which another program has open');
    chmodSync(device, mode);
    await openPort(`pty:${link}`);
    expect(readlinkSync(link)).not.toBe(device);
  });

  test('never takes the place of a file, a folder or a link to something else', async () => {
    const folder = tempFolder();
    const [file, inner, other] = [join(folder, 'file'), join(folder, 'inner'), join(folder, 'other')];
    writeFileSync(file, 'precious');
    mkdirSync(inner);
    symlinkSync(file, other);
    expect(await refusal(file)).toBe(
      `${file} is an ordinary file, not a link to a pty; choose another path for the link`,
    );
    expect(await refusal(inner)).toBe(
      `${inner} is a folder, not a link to a pty; choose another path for the link`,
    );
    expect(await refusal(other)).toBe(
      `${other} is a link to ${file}, which is not a pty; choose another path`,
    );
  });

  test('that the system does not make says what the system says', async () => {
    const link = join(tempFolder(), 'x'.repeat(300));
    const error = await failure(() => parsePortSpec(`pty:${link}`).open(new Recorder()));
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      reason: { key: 'ports.cannotMakeLink', params: { link, why: { key: 'errors.foreign' } } },
    });
    expect(error.message).toContain('ENAMETOOLONG');
  });

  test('is not made in a folder that does not exist', async () => {
    const link = join(tempFolder(), 'missing', 'esp');
    expect(await refusal(link)).toBe(
      `${link} cannot be created, because its folder does not exist; create it or choose another path`,
    );
  });

  test('is left alone when it has come to point elsewhere', async () => {
    const link = join(tempFolder(), 'esp');
    const { port } = await openPort(`pty:${link}`);
    unlinkSync(link);
    symlinkSync('/dev/null', link);
    await port.close();
    expect(readlinkSync(link)).toBe('/dev/null');
  });

  test('is removed when the process exits without closing the port', async () => {
    const link = join(tempFolder(), 'esp');
    const before = new Set(process.listeners('exit'));
    const { port } = await openPort(`pty:${link}`);
    const added = process.listeners('exit').filter((listener) => !before.has(listener));
    expect(added.length).toBe(1);
    for (const listener of added) listener.call(process, 0);
    expect(existsSync(link)).toBe(false);
    await port.close();
    expect(process.listeners('exit').filter((listener) => !before.has(listener))).toEqual([]);
  });
});
