import { describe, expect, test } from 'vitest';
import { textOf } from '#messages/message';
import { listSettings } from '#module/settings/list';
import { settingsFromPairs } from '#module/settings/pairs';
import { parseSettings } from '#module/settings/parse';

test('every setting has its default, and a description', () => {
  const settings = parseSettings({});
  expect(settings).toMatchObject({ terminator: 'crlf', links: 1, rxBufferBytes: 1024, quotePort: true });
  expect(settings.wifi).toEqual({ ssid: '', password: '', autojoin: true, accessPoints: [] });
  for (const { name, about, values } of listSettings()) {
    expect(about, name).not.toBe('');
    expect(textOf(values), name).not.toBe('');
  }
});

test('a part of wifi leaves the rest at its default', () => {
  expect(parseSettings({ wifi: { ssid: 'home' } }).wifi).toEqual({
    ssid: 'home',
    password: '',
    autojoin: true,
    accessPoints: [],
  });
});

describe('a pair of --set', () => {
  test.each([
    ['terminator=any', { terminator: 'any' }],
    ['links=5', { links: 5 }],
    ['quotePort=false', { quotePort: false }],
    ['wifi.ssid=my=home', { wifi: { ssid: 'my=home' } }],
    ['wifi.password=1234', { wifi: { password: '1234' } }],
    ['wifi.password=true', { wifi: { password: 'true' } }],
    ['wifi.ssid=', { wifi: { ssid: '' } }],
    ['wifi.accessPoints=[{"ssid":"a"}]', { wifi: { accessPoints: [{ ssid: 'a', channel: 6 }] } }],
  ])('%s is taken', (pair, expected) => expect(settingsFromPairs([pair])).toMatchObject(expected));

  test('may stand beside others, and the last of a name counts', () => {
    const pairs = ['links=2', 'wifi.ssid=a', 'wifi.password=b', 'links=3'];
    expect(settingsFromPairs(pairs)).toMatchObject({ links: 3, wifi: { ssid: 'a', password: 'b' } });
  });

  test.each([
    ['links', '--set takes name=value, not "links".'],
    ['=hunter2', '--set takes name=value, not "…".'],
    ['wifi.password:hunter2', '--set takes name=value, not "wifi.password…".'],
    ['wifi.password:hunter=', 'There is no setting wifi.password…; did you mean wifi.password?'],
    ['link=2', 'There is no setting link; did you mean links?'],
    ['quoteport=false', 'There is no setting quoteport; did you mean quotePort?'],
    ['wifi.sid=x', 'There is no setting wifi.sid; did you mean wifi.ssid?'],
    ['links=6', 'The setting links takes 1 to 5.'],
    ['links=two', 'The setting links takes 1 to 5.'],
    ['links=1.5', 'The setting links takes 1 to 5.'],
    ['quotePort=yes', 'The setting quotePort takes true, false.'],
    ['wifi.accessPoints=a', 'The setting wifi.accessPoints takes a list; in a settings file, or as JSON.'],
    ['terminator=nl', 'The setting terminator takes crlf, cr, lf, any.'],
    [`wifi.ssid=${'x'.repeat(33)}`, 'The setting wifi.ssid takes text of at most 32 characters.'],
  ])('%s is refused in one sentence', (pair, reason) => {
    expect(() => settingsFromPairs([pair])).toThrow(
      expect.objectContaining({ name: 'SettingsError', message: reason }),
    );
  });
});

test.each([
  [{ link: 1 }, 'There is no setting link; did you mean links?'],
  [{ wifi: { ssd: 'x' } }, 'There is no setting wifi.ssd; did you mean wifi.ssid?'],
  [{ wifi: { autojoin: 'yes' } }, 'The setting wifi.autojoin takes true, false.'],
  [
    { wifi: { accessPoints: [{ ssid: 'a', channel: 15 }] } },
    'The setting wifi.accessPoints.0.channel takes 1 to 14.',
  ],
  [{ rxBufferBytes: -1 }, 'The setting rxBufferBytes takes 0 to 268435456.'],
  [7, /^The setting /],
])('the object %j is refused in one sentence', (input, reason) => {
  expect(() => parseSettings(input)).toThrow(reason);
});

test('follow gives the default of all places, and a place of its own counts before it', () => {
  const { places, duplicateNotice, wifi } = parseSettings({
    follow: 'module',
    places: { pathSlash: 'manual' },
  });
  expect(places).toMatchObject({ pathSlash: 'manual', chunkLines: 'module' });
  expect({ duplicateNotice, autojoin: wifi.autojoin }).toEqual({ duplicateNotice: 'log', autojoin: false });
  expect(parseSettings({ follow: 'module', wifi: { ssid: 'lab' } }).wifi.autojoin).toBe(true);
  expect(Object.values(parseSettings({}).places)).not.toContain('module');
});
