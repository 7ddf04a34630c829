import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LITERALS } from '#escape/literals';
import { needs } from '../support/needs.ts';
import { programPath } from '../support/programs.ts';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** What is easily written down wrong, and whatever chance brings. */
const CASES: readonly Buffer[] = [
  ...[
    'AT+MQTTPUB=0,"lamp/state","{\\"on\\":true\\,\\"x\\":1}",0,0\r\n',
    '',
    "??= ??/ ??' ??( ??) ??! ??< ??> ??- ????=",
    '\x01f\x1babc\x00077\x7f1',
    'Grüße, 世界 😀 \u2028 \ufeff',
    `it's "quoted" \\ \\n \${x} %d %s {0} \\u0041`,
    '\t\r\n\v\f\b\x07',
  ].map((text) => Buffer.from(text)),
  EVERY_BYTE,
  Buffer.from(EVERY_BYTE.toReversed()),
  Buffer.from('fff0ffaaff30ff61', 'hex'),
  ...fc
    .sample(fc.uint8Array({ maxLength: 60 }), { numRuns: 100, seed: 1 })
    .map((bytes) => Buffer.from(bytes)),
  ...fc
    .sample(fc.string({ unit: 'binary', maxLength: 30 }), { numRuns: 100, seed: 1 })
    .map((text) => Buffer.from(text)),
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atmqtt-literals-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program. @returns the lines that it printed, each a literal's bytes in hexadecimal */
function run(command: string, args: readonly string[]): Buffer[] {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line.trim(), 'hex'));
}

function source(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const printing = (literals: readonly string[]): string =>
  literals.map((each) => `print(${each}.hex())\n`).join('');

describe('a literal has the bytes that it was made of', () => {
  test.each(['c99', 'gnu17'])('C, %s', needs('cc'), (standard) => {
    const rows = CASES.map((each) => `  { ${LITERALS.c(each)}, sizeof(${LITERALS.c(each)}) - 1 },\n`);
    const path = source(
      `${standard}.c`,
      `#include <stdio.h>
static const struct { const char *bytes; size_t size; } literals[] = {
${rows.join('')}};
int main(void) {
  for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
    for (size_t at = 0; at < literals[i].size; at++) printf("%02x", (unsigned char)literals[i].bytes[at]);
    putchar('\\n');
  }
}
`,
    );
    const program = join(folder, standard);
    run(programPath('cc'), [`-std=${standard}`, '-Wall', '-Wextra', '-Werror', '-o', program, path]);
    expect(run(program, [])).toEqual(CASES);
  });

  // MicroPython reads bytes literals as Python does, and no Debian package brings it.
  test.each(['python', 'micropython'] as const)('%s', needs('python3'), (language) => {
    const path = source(`${language}.py`, printing(CASES.map(LITERALS[language])));
    expect(run(programPath('python3'), ['-W', 'error', path])).toEqual(CASES);
  });

  test('JavaScript', () => {
    const lines = CASES.map(
      (each) => `console.log(Buffer.from(${LITERALS.javascript(each)}).toString('hex'));\n`,
    );
    const path = source('literals.mjs', lines.join(''));
    expect(run(process.execPath, [path])).toEqual(CASES);
  });
});

test('a literal is one line of ASCII', () => {
  for (const literal of Object.values(LITERALS)) {
    for (const each of CASES) expect(literal(each)).toMatch(/^[ -~]*$/);
  }
});
