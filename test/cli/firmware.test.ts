import { expect, test } from 'vitest';
import { diffFirmware, listFirmware } from '#cli/firmware';
import { isUsageError } from '#errors/usage-error';
import { changesBetween } from '#firmware/changes';
import { FIRMWARES } from '#firmware/releases';
import { message, textOf } from '#messages/message';

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
