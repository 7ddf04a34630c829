import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interpreter } from '#at/interpreter';
import { COMMANDS } from '#commands/index';

const SECRET = 'hunter2';
const LINES = [
  `AT+CWJAP="lab","${SECRET}"`,
  `AT+CWJAP="lab","${SECRET}","",0,1,3,0,15,1`,
  `AT+MQTTUSERCFG=0,1,"id","user","${SECRET}",0,0,""`,
  `AT+MQTTPASSWORD=0,"${SECRET}"`,
];

function mask(line: string, lenientQuotes = false): string {
  const bytes = Buffer.from(`before${line}\r\n`, 'latin1');
  const interpreter = new Interpreter(COMMANDS, { lenientQuotes });
  return interpreter.mask(bytes, 'before'.length, bytes.length - 2).toString();
}

test('one wrong byte behind the name, of any value, shows no secret', () => {
  const byte = fc.oneof(
    fc.constantFrom(...'\\",=?+0 '),
    fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  );
  const mutation = fc.record({
    line: fc.constantFrom(...LINES),
    at: fc.nat(),
    removed: fc.constantFrom(0, 1),
    inserted: fc.oneof(fc.constant(''), byte),
    lenientQuotes: fc.boolean(),
  });
  fc.assert(
    fc.property(mutation, ({ line, at, removed, inserted, lenientQuotes }) => {
      const first = line.indexOf('=');
      const place = first + (at % (line.length - first));
      const wrong = line.slice(0, place) + inserted + line.slice(place + removed);
      // In the middle of the secret there is no secret any more to look for; its halves are not shown either.
      const shown = mask(wrong, lenientQuotes);
      expect(shown).not.toContain('hunt');
      expect(shown).not.toContain('ter2');
    }),
    { numRuns: 5000 },
  );
});

test('what no parameter hides is shown as it came', () => {
  const odd = 'AT+MQTTPUB=0,"a\\,b","{"x":1,2}",0,0,0,0';
  expect(mask(odd)).toBe(odd);
  for (const line of ['at', 'ATE0', 'AT+MQTTCONN?', 'AT+CWJAP?', 'AT+CWJAP', 'AT+CWMODE=1,2'])
    expect(mask(line)).toBe(line);
});

test('lenient quotes are read as the command reads them', () => {
  expect(mask(`AT+CWJAP="lab","a,${SECRET}"`, true)).toBe('AT+CWJAP="lab","***"');
});
