import { describe, expect, test } from 'vitest';
import { errorCode, formatErrorCode, NEVER_PRINTED, SUB_CODE_NAMES } from '#at/codes';
import { MQTT_CODES } from '#at/mqtt-codes';
import { message, textOf } from '#messages/message';
import { errorCodesPage } from '../../tools/docs/error-codes-page.ts';

/** The cells of a code's row. */
const rowOf = (code: number) =>
  errorCodesPage()
    .split('\n')
    .find((line) => line.startsWith(`| \`${formatErrorCode(code)}\` |`))
    ?.split(' | ')
    .slice(1) ?? [];

describe('the reference says what a code means and what to do', () => {
  test.each(MQTT_CODES)('$name', ({ code, name, meaning, advice }) => {
    const own = name.replace('AT_MQTT_', '');
    expect([meaning.key, advice.key]).toEqual([`codeMeaning.${own}`, `codeAdvice.${own}`]);
    expect(rowOf(errorCode('execution', code)).slice(1, 3)).toEqual([textOf(meaning), textOf(advice)]);
  });

  test.each(SUB_CODE_NAMES)('%s', (name) => {
    const [, meaning, advice] = rowOf(errorCode(name));
    expect(meaning).toContain(textOf(message(`codeMeaning.${name}`)));
    expect(advice).toContain(textOf(message(`codeAdvice.${name}`)));
  });

  test.each(Object.entries(NEVER_PRINTED))('%s, which is never printed, and why', (name, why) => {
    expect(why).toEqual({ key: `codes.${name}IsNeverPrinted`, params: undefined });
    expect(rowOf(errorCode(name as keyof typeof NEVER_PRINTED))[1]).toContain(
      `${textOf(message(`codeMeaning.${name as 'type'}`))} (never printed: ${textOf(why)})`,
    );
  });
});
