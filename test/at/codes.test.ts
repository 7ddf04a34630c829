import { describe, expect, test } from 'vitest';
import { decodeErrorCode, errorCode, formatErrorCode } from '#at/codes';
import { describeCode } from '#at/describe-code';
import { MQTT_CODES, manualCode, mqttCode } from '#at/mqtt-codes';

test.each([
  [errorCode('noAT'), '0x01030000'],
  [errorCode('parse', 2), '0x01080002'],
  [errorCode('busy'), '0x010b0000'],
  [mqttCode('NULL_LINK'), '0x010a6006'],
])('a code is composed and printed as %s', (code, printed) => expect(formatErrorCode(code)).toBe(printed));

test('a code is taken apart', () => {
  expect(decodeErrorCode(0x010a6006)).toEqual({ sub: 0x0a, subName: 'execution', ext: 0x6006 });
  expect(decodeErrorCode(0x01ff0001)).toEqual({ sub: 0xff, subName: undefined, ext: 1 });
  expect(decodeErrorCode(0x020a6006)).toBeUndefined();
});

describe('the manual’s table', () => {
  test('goes from 0x6001 to 0x6052', () => {
    const manual = MQTT_CODES.filter(({ reach }) => reach !== 'later');
    expect(manual[0]).toMatchObject({ code: 0x6001, name: 'AT_MQTT_NO_CONFIGURED' });
    expect(manual.at(-1)).toMatchObject({ code: 0x6052, name: 'AT_MQTT_HOSTNAME_VERIFY_FAILED' });
    expect(new Set(manual.map(({ name }) => name)).size).toBe(0x52);
  });

  // Anchors all along the table: a row too many or too few between two of them would shift the second.
  test.each([
    [0x6010, 'AT_MQTT_LINK_ID_READ_FAILED'],
    [0x6020, 'AT_MQTT_CA_ID_VALUE_IS_WRONG'],
    [0x602a, 'AT_MQTT_VERSION_READ_FAILED'],
    [0x6035, 'AT_MQTT_LWT_MSG_IS_OVERLENGTH'],
    [0x6040, 'AT_MQTT_RECONNECT_VALUE_IS_WRONG'],
    [0x604d, 'AT_MQTT_RECV_LENGTH_IS_WRONG'],
    [0x6051, 'AT_MQTT_IN_DISCONNECTED_STATE'],
  ])('has %i as %s', (code, name) => expect(manualCode(code)?.name).toBe(name));
});

test('a code is described with its name where it has one', () => {
  expect(describeCode(0x010a6006)).toBe('0x010a6006 AT_MQTT_NULL_LINK');
  expect(describeCode(0x01086006)).toBe('0x01086006');
  expect(describeCode(0x010a0003)).toBe('0x010a0003');
});
