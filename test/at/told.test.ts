import { describe, expect, test } from 'vitest';
import { OK } from '#at/reply';
import type { Message } from '#messages/message';
import { messagesWithin } from '../support/messages-within.ts';
import { toldModule } from '../support/told-module.ts';
import { SessionFixture } from './session/support.ts';

// What the log is told of a line that a module does not take.

/** What is told of a line that fails: the reason, and what it is made of. */
async function toldOf(line: string): Promise<readonly Message[]> {
  const { command, told } = await toldModule();
  const before = told.length;
  expect(await command(line)).toContain('ERROR');
  return told.slice(before).flatMap(messagesWithin);
}

describe('a command of others is told as what it is', () => {
  test.each([
    ['AT+CIPSTART="TCP","a",80', 'AT+CIPSTART', 'otherSocket'],
    ['AT+HTTPCLIENT=2,0,"http://a"', 'AT+HTTPCLIENT', 'otherHttp'],
    ['AT+WSOPEN=0,"ws://a"', 'AT+WSOPEN', 'otherWebSocket'],
    ['AT+BLEINIT=2', 'AT+BLEINIT', 'otherBluetooth'],
    ['AT+CWSAP="a","b",5,3', 'AT+CWSAP', 'otherAccessPoint'],
    ['AT+CWSTARTSMART', 'AT+CWSTARTSMART', 'otherProvisioning'],
    ['AT+CIUPDATE', 'AT+CIUPDATE', 'otherChip'],
    ['AT+CMQTTSTART', 'AT+CMQTTSTART', 'otherSimcom'],
    ['AT+QMTOPEN=0,"a",1883', 'AT+QMTOPEN', 'otherQuectel'],
    ['AT+CSQ', 'AT+CSQ', 'otherCellular'],
  ])('%s', async (line, name, key) => {
    expect(await toldOf(line)).toContainEqual({
      key: 'at.commandOfOthers',
      params: { name, what: { key: `at.${key}`, params: undefined } },
    });
  });
});

test('what a module itself says, and comes back, is told as an echo', async () => {
  expect(await toldOf('+MQTTCONNECTED:0,1,"a","1883","",0')).toContainEqual({
    key: 'at.withMistake',
    params: {
      reason: { key: 'at.lineNotAT', params: undefined },
      mistake: { key: 'at.ownOutput', params: undefined },
    },
  });
});

test('a command that may run beside another one, and then does not answer at once, fails', async () => {
  const reasons: (Message | undefined)[] = [];
  const fixture = new SessionFixture({}, { command: ({ failure }) => reasons.push(failure?.reason) });
  const host = fixture.host('host', { echo: false });
  host.send('AT+WAIT\r\n', 'AT+SLOWASIDE\r\n');
  expect(host.heard).toBe('⏎ERROR⏎');
  expect(reasons).toEqual([{ key: 'at.mustAnswerAtOnce', params: undefined }]);
  await fixture.answer(OK);
});
