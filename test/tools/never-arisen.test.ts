import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '#messages/en/index';
import { folder } from '../support/folder.ts';
import { instrumented } from '../support/messages/instrument.js';
import { neverArisen } from '../support/messages/never-arisen.ts';

const KEYS = Object.entries(en).flatMap(([area, texts]) =>
  Object.keys(texts).map((name) => `${area}.${name}`),
);

test('a key that no process has noted has never arisen', () => {
  const notes = folder();
  writeFileSync(join(notes, '1'), `${KEYS.slice(2).join('\n')}\n`);
  expect(neverArisen(notes)).toEqual(KEYS.slice(0, 2));
  writeFileSync(join(notes, '2'), `${KEYS[0]}\n${KEYS[1]}\n`);
  expect(neverArisen(notes)).toEqual([]);
});

test('what makes and tells messages is noted before anything in its module is called', () => {
  const code = [
    'export const english = { textOf };',
    'export function message(key, ...params) {}',
    'function textOf$1(message) {',
    "  const [area, name] = message.key.split('.');",
  ].join('\n');
  expect(instrumented(code)).toBe(
    `message = globalThis.atmqttMessageNotes.making(message); textOf$1 = globalThis.atmqttMessageNotes.telling(textOf$1); ${code}`,
  );
  expect(instrumented('function textOf(bytes) {}\nconst message = (key) => key;')).toBeUndefined();
});
