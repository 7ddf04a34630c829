import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '#doctor/diagnose';
import { readTarget } from '#doctor/target';
import { textOf } from '#messages/message';
import { makeBadFiles } from '../support/bad-files.ts';
import { folder } from '../support/folder.ts';
import { messagesWithin } from '../support/messages-within.ts';

const made = await makeBadFiles();

/** Why the doctor goes no further with these files; it never dials. */
async function refused(contents: Partial<Record<'ca' | 'cert' | 'key', Buffer | string>>, scheme = '5') {
  const here = folder();
  const good = { ca: made.authority.cert, cert: made.client.cert, key: made.client.key };
  const files = Object.entries({ ...good, ...contents }).map(([name, content]) => {
    const file = join(here, `${name}.pem`);
    writeFileSync(file, content);
    return [name, file] as const;
  });
  const options = { clientId: 'd', ...Object.fromEntries(files) };
  const told: string[] = [];
  const diagnosis = await diagnose(readTarget(scheme, '127.0.0.1:1', options), (event) =>
    told.push(event.found),
  );
  expect(told).toEqual([]);
  if (diagnosis.accepted) throw new Error('it was accepted');
  expect(diagnosis.refused).toBe(false);
  return { reason: diagnosis.reason, file: (name: string) => join(here, `${name}.pem`) };
}

describe.each([
  ['ca', made.certificates],
  ['cert', made.certificates],
  ['key', made.keys],
] as const)('--%s', (what, files) => {
  test.each(Object.entries(files))('%s', async (_, { content, key, params = {} }) => {
    const { reason, file } = await refused({ [what]: content });
    expect(reason).toMatchObject({
      key: 'doctor.fileUnusable',
      params: {
        what,
        file: file(what),
        why: { key: `certificates.${key}`, params: { file: file(what), ...params } },
      },
    });
    expect(textOf(reason)).toContain(file(what));
  });
});

test('an empty file', async () => {
  const { reason } = await refused({ ca: '' }, '3');
  expect(reason).toMatchObject({ params: { what: 'ca', why: { key: 'certificates.blank' } } });
});

test('certificate and key in each other’s place', async () => {
  const { reason, file } = await refused({ cert: made.client.key, key: made.client.cert });
  expect(messagesWithin(reason)).toContainEqual({
    key: 'certificates.exchanged',
    params: { file: file('cert'), other: file('key') },
  });
});

test('a key of another certificate', async () => {
  const { reason, file } = await refused({ key: made.rsa.key }, '4');
  expect(reason).toEqual({
    key: 'transport.keyMismatch',
    params: {
      why: { key: 'certificates.foreignKey', params: { cert: file('cert'), key: file('key'), ca: false } },
    },
  });
});
