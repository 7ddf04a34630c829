// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sources of functions
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { catalogueTexts } from '../../tools/docs/catalogue-texts.ts';

/** The text of one message, as its source has it. */
function textOf(message: string, before = ''): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'area.ts');
  writeFileSync(file, `${before}\nexport const area: Area = { message: ${message} };`);
  return catalogueTexts(pathToFileURL(file)).get('message');
}

test.each([
  ["() => 'there is no time'", 'there is no time'],
  ['({ port }: { port: number }) => `port ${port} is taken`', 'port {port} is taken'],
  ['({ why }, render) => `failed: ${render(why)}`', 'failed: {why}'],
  ["({ a }) => `it is ${a ? 'on' : 'off'}`", 'it is ⟨on / off⟩'],
  ["({ a }) => `it is${a === undefined ? '' : ` ${a}`}`", 'it is⟨ {a}⟩?'],
  ["({ a }) => `it is ${a ?? 'none'}`", 'it is ⟨{a} / none⟩'],
  ["({ a }) => 'first ' + `then ${a}`", 'first then {a}'],
  ["({ list }) => list.join(', ')", '{list}, …'],
  ['({ list }) => list.map((each) => `<${each}>`).join()', '<{list}>,…'],
  ["({ a }) => ['one', `two ${a}`].join('; ')", 'one; two {a}'],
  ['({ typed }) => `not ${JSON.stringify(typed)}`', 'not "{typed}"'],
  ["({ a }) => { if (a) return 'one'; return 'two'; }", '⟨one / two⟩'],
  ['({ at }) => `byte ${at + 1}`', 'byte {at + 1}'],
])('%s', (source, text) => {
  expect(textOf(source)).toBe(text);
});

test('what the file has besides is put in its place', () => {
  const before = `
    const counted = (count: number, what: string) => \`\${count} \${what}\${count === 1 ? '' : 's'}\`;
    const HINT = 'see there';
    const SIGNALS = { dtr: 'DTR', rts: 'RTS' };
    function which(name: string) { return name === 'a' ? 'the first' : name; }`;
  expect(textOf("({ lines }) => `${counted(lines, 'line')}; ${HINT}`", before)).toBe(
    '{lines} line⟨s⟩?; see there',
  );
  expect(textOf('({ signal }) => SIGNALS[signal]', before)).toBe('⟨DTR / RTS⟩');
  expect(textOf('({ name }) => which(name)', before)).toBe('⟨the first / {name}⟩');
});
