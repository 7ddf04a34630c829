import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { computeCoverage, missing, SHOWN_BY_TESTS } from './coverage.ts';
import { parseTranscript } from './transcript.ts';

const coverage = computeCoverage();

describe('a transcript shows', () => {
  test('every form of every command', () => expect(missing(coverage.forms)).toEqual([]));

  test('every code of the manual and every sub-code', () => expect(missing(coverage.codes)).toEqual([]));

  test('every code that the row of a command names, for that command', () =>
    expect(missing(coverage.commandCodes)).toEqual([]));

  test('every setting', () => expect(missing(coverage.settings)).toEqual([]));

  test('or another test does, for a setting of the ports', () => {
    for (const [setting, file] of Object.entries(SHOWN_BY_TESTS)) {
      expect(coverage.settings).toContainEqual({ what: setting, shownBy: file });
      expect(readFileSync(file, 'utf8')).toContain(`${setting}=`);
    }
  });
});

describe('coverage is counted', () => {
  const shownBy = (items: ReturnType<typeof computeCoverage>['forms'], what: string) =>
    items.find((item) => item.what === what)?.shownBy;
  const of = (...lines: string[]) => computeCoverage(parseTranscript('x.transcript', lines.join('\n')));

  test('for a form only when it succeeds', () => {
    const { forms } = of('== t', '> AT+MQTTCLEAN=0⏎', '< ERR CODE:0x010a6003⏎⏎ERROR⏎', '> AT⏎', '< ⏎OK⏎');
    expect(shownBy(forms, 'AT+MQTTCLEAN=…')).toBeUndefined();
    expect(shownBy(forms, 'AT')).toBe('x › t');
  });

  test('for the command that waited, when another was answered busy in between', () => {
    const { commandCodes, codes } = of(
      '== t',
      '> AT+MQTTPUB=0,"t","x",1,0⏎AT+MQTTSUB=0,"t",0⏎',
      '< ERR CODE:0x010b0000⏎⏎busy p...⏎ERR CODE:0x010a600c⏎⏎ERROR⏎',
    );
    expect(shownBy(commandCodes, 'AT+MQTTPUB 0x010a600c')).toBe('x › t');
    expect(missing(codes)).not.toContainEqual(expect.stringContaining('0x010b0000'));
  });

  test('for the last command, when the log warns', () => {
    const { commandCodes } = of('== t', '> AT+MQTTCLIENTID=0,""⏎', '< ⏎OK⏎', '~ 0x010a6015');
    expect(shownBy(commandCodes, 'AT+MQTTCLIENTID 0x010a6015')).toBe('x › t');
  });
});
