import { expect, test } from 'vitest';
import { MaskingListener } from '#recording/masking-listener';
import { systemClock } from '#time/clock';

// What a recording with masked passwords shows of lines that are no commands.

test.each([
  ['xAT+CWJAP="home","SECRET"\r\n', 'noise before a command'],
  ['\0AT+CWJAP="home","SECRET"\r\n', 'a byte before a command'],
  ['SECRET\r\n', 'data that came before its prompt'],
])('%j and its echo are counted in stars: %s', (line) => {
  const shown: string[] = [];
  const listener = new MaskingListener(
    { bytes: (from, bytes) => shown.push(`${from} ${Buffer.from(bytes).toString()}`), event() {} },
    systemClock,
  );
  listener.bytes('host', Buffer.from(line), true);
  listener.bytes('module', Buffer.from(`${line}\r\nERROR\r\n`), true);
  listener.bytes('host', Buffer.from('+++\r\nAT+GMR\r\n'), true);
  const stars = `${'*'.repeat(line.length - 2)}\r\n`;
  expect(shown.join('')).not.toContain('SECRET');
  expect(shown.filter((each) => each.includes('*'))).toEqual([`host ${stars}`, `module ${stars}`]);
  expect(shown.join('')).toContain('host +++\r\n');
  expect(shown.join('')).toContain('module ERROR\r\n');
});
