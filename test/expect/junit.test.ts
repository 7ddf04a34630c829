import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { junitXml, writeJunit } from '#expect/junit';
import { message } from '#messages/message';
import { needs } from '../support/needs.ts';
import { parseXml } from './parse-xml.ts';

const said = (text: string) => message('errors.foreign', { text });
const STARTED = Date.UTC(2026, 0, 2, 3, 4, 5);

test('a report has a case for each thing that was judged', needs('python3'), () => {
  const xml = junitXml({
    cases: [
      { name: 'expect "OK" & <more>', seconds: 1.25 },
      { name: 'expect b', seconds: 2, failure: said('--expect "b" did not come') },
      { name: 'expect c', seconds: 0, skipped: said('the run was over before') },
    ],
    traffic: ['tty > AT', 'module0 < OK ]]> & <x>'],
    startedAt: STARTED,
  });
  const root = parseXml(xml);
  expect(root).toMatchObject({ tag: 'testsuites', attributes: { tests: '3', failures: '1' } });
  const [suite] = root.children;
  expect(suite).toMatchObject({
    tag: 'testsuite',
    attributes: {
      name: 'atmqtt',
      tests: '3',
      failures: '1',
      errors: '0',
      skipped: '1',
      time: '2.000',
      timestamp: '2026-01-02T03:04:05',
    },
  });
  const [ok, failed, skipped, out] = suite?.children ?? [];
  expect(ok).toMatchObject({
    tag: 'testcase',
    attributes: { name: 'expect "OK" & <more>', classname: 'atmqtt', time: '1.250' },
    children: [],
  });
  expect(failed?.children).toMatchObject([
    {
      tag: 'failure',
      attributes: { message: '--expect "b" did not come', type: 'expect' },
      text: '--expect "b" did not come',
    },
  ]);
  expect(skipped?.children).toMatchObject([
    { tag: 'skipped', attributes: { message: 'the run was over before' } },
  ]);
  expect(out).toMatchObject({ tag: 'system-out', text: 'tty > AT\nmodule0 < OK ]]> & <x>' });
});

test('a single case and no traffic are well formed too', needs('python3'), () => {
  const root = parseXml(junitXml({ cases: [{ name: 'exec x', seconds: 0 }], traffic: [], startedAt: 0 }));
  expect(root.children[0]?.children.map(({ tag }) => tag)).toEqual(['testcase', 'system-out']);
});

test('any character in it comes out as text that XML can hold', needs('python3'), () => {
  const all = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('');
  const odd = `${all}\ud800\ufffe\u{1f600}\u{10ffff}`;
  const root = parseXml(
    junitXml({ cases: [{ name: odd, seconds: 0, failure: said(odd) }], traffic: [odd], startedAt: 0 }),
  );
  const [testcase] = root.children[0]?.children ?? [];
  expect(testcase?.attributes.name).toContain('\\x00\\x01');
  expect(testcase?.attributes.name).toContain('\\xd800\\xfffe\u{1f600}');
});

test('the file is whole as soon as it is there, and nothing else is left', needs('python3'), async () => {
  const folder = mkdtempSync(join(tmpdir(), 'junit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'report.xml');
  await writeJunit(file, { cases: [{ name: 'exec x', seconds: 0 }], traffic: [], startedAt: 0 });
  expect(parseXml(readFileSync(file, 'utf8')).tag).toBe('testsuites');
  expect(readdirSync(folder)).toEqual(['report.xml']);
  await expect(
    writeJunit(join(folder, 'none', 'x.xml'), { cases: [], traffic: [], startedAt: 0 }),
  ).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(/^The report .* cannot be written/),
  });
});

test('the parser of these tests refuses what is not well formed', needs('python3'), () => {
  expect(() => parseXml('<a><b></a>')).toThrow();
});
