import { expect, test } from 'vitest';
import { executionCode, formatErrorCode } from '#at/codes';
import { diffFirmware, listFirmware } from '#cli/firmware';
import { commandDifferences } from '#commands/differences';
import { isUsageError } from '#errors/usage-error';
import { changesBetween } from '#firmware/changes';
import { FIRMWARES, type Firmware } from '#firmware/releases';
import { type Message, message, textOf } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import type { Settings } from '#module/settings/settings';

function diff(from: string, to: string): string[] {
  const lines: string[] = [];
  diffFirmware(from, to, (line) => lines.push(line));
  return lines;
}

test('the releases, and which of them is the default', () => {
  const lines: string[] = [];
  listFirmware((line) => lines.push(line));
  const marked = textOf(message('firmware.default', { release: '3.4' }));
  expect(lines).toEqual(FIRMWARES.map((release) => (release === '3.4' ? marked : release)));
});

test.each([
  ['2.2', '2.4', ['promptInOnePiece', 'secondNameServer']],
  ['2.4', '3.2', ['surplusIsLost']],
  ['3.2', '3.4', []],
  ['3.4', '4.1', ['lostQos0Fails', 'publishIsResent', 'thirdNameServer']],
  ['4.1', '5.0', ['answerIsBounded', 'refusedSubscriptionFails', 'timeoutIsUnannounced']],
  ['5.0', 'master', ['nameIsResolvedFirst']],
] as const)('from %s to %s and back: what no command or parameter shows', (from, to, changes) => {
  expect(changesBetween(from, to)).toEqual(changes);
  const what = changes.map((change) => message(`firmwareChanges.${change}`));
  const [forth, back] = [diff(from, to), diff(to, from)];
  expect(forth.slice(forth.length - what.length)).toEqual(what.map(textOf));
  expect(back.slice(back.length - what.length)).toEqual(
    what.map((each) => textOf(message('firmware.changeGone', { what: each }))),
  );
});

test('what is different in a command stands behind its name', () => {
  const [line] = diff('2.4', '3.2').filter((each) => each.startsWith('AT+SYSMFG'));
  expect(line).toBe(
    textOf(message('firmware.difference', { name: 'AT+SYSMFG', what: message('firmware.new') })),
  );
});

test.each<[Firmware, Firmware, string, Message]>([
  ['2.4', '3.2', 'AT+SYSMFG', message('firmware.new')],
  ['3.2', '2.4', 'AT+SYSMFG', message('firmware.gone')],
  ['2.4', '3.2', 'AT+RST=…', message('firmware.new')],
  ['3.2', '2.4', 'AT+RST=…', message('firmware.gone')],
  [
    '4.1',
    '5.0',
    'AT+MQTTSUB=…',
    message('firmware.parameterNew', { name: 'timeout_ms', limits: '3000 to 60000' }),
  ],
  ['5.0', '4.1', 'AT+MQTTSUB=…', message('firmware.parameterGone', { name: 'timeout_ms' })],
  [
    '2.4',
    '3.4',
    'AT+MQTTCONNCFG=…',
    message('firmware.limits', { name: 'lwt_msg', from: 'at most 64 bytes', to: 'at most 128 bytes' }),
  ],
  ['3.4', '4.1', 'AT+CWLAPOPT=…', message('firmware.fallback', { name: 'sort', from: undefined, to: '1' })],
  [
    '5.0',
    'master',
    'AT+MQTTCONN=…',
    message('firmware.codes', {
      gone: [],
      added: [0x6053, 0x6054, 0x6055, 0x6056, 0x6057].map((code) => formatErrorCode(executionCode(code))),
    }),
  ],
  [
    '2.4',
    '3.2',
    'AT+CIPSNTPCFG?',
    message('firmware.responses', { gone: ['+CIPSNTPCFG:0'], added: ['+CIPSNTPCFG:0,<timezone>'] }),
  ],
])('from %s to %s: %s', (from, to, name, what) => {
  const [before, after] = [from, to].map((firmware) => parseSettings({ firmware, follow: 'module' }));
  const found = commandDifferences(before as Settings, after as Settings);
  expect(found).toContainEqual({ name, what });
  expect(diff(from, to)).toContain(textOf(message('firmware.difference', { name, what })));
});

test('nothing differs between a release and itself', () => {
  expect(diff('3.4', '3.4')).toEqual([textOf(message('firmware.same', { from: '3.4', to: '3.4' }))]);
});

test.each([
  ['3.4', '9.9'],
  ['9.9', '3.4'],
])('from %s to %s: a release that a module cannot be', (from, to) => {
  let refused: unknown;
  try {
    diff(from, to);
  } catch (error) {
    refused = error;
  }
  expect(isUsageError(refused) && refused.reason).toEqual(
    message('firmware.unknown', { typed: '9.9', known: FIRMWARES }),
  );
});
