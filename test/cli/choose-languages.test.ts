import { expect, test } from 'vitest';
import { chooseLanguages, type LanguageSources } from '#cli/choose-languages';

const both = (code: string) => ({ printed: code, noted: code });
const all = (code: string) => ({ ...both(code), written: code });
const chosen = (sources: Partial<LanguageSources>) =>
  chooseLanguages({
    asked: undefined,
    environment: {},
    printedIsRead: true,
    notedIsRead: true,
    ...sources,
  });
const locale = (LANG: string) => chosen({ environment: { LANG } });

test('English unless something says otherwise', () => {
  expect(chosen({})).toMatchObject(both('en'));
});

test('the option goes before the variable, that before the locale', () => {
  const environment = { ATMQTT_LANG: 'en', LC_ALL: 'zh_CN.UTF-8' };
  expect(chosen({ environment })).toMatchObject(both('en'));
  expect(chosen({ environment, asked: 'zh' })).toMatchObject(both('zh'));
  expect(chosen({ environment: { ATMQTT_LANG: 'zh' }, asked: 'en' })).toMatchObject(both('en'));
});

test('the locale in the order of POSIX, of which an empty variable is not set', () => {
  const german = 'de_DE.UTF-8';
  const chinese = 'zh_CN.UTF-8';
  expect(chosen({ environment: { LC_ALL: chinese, LC_MESSAGES: german, LANG: german } })).toMatchObject(
    both('zh'),
  );
  expect(chosen({ environment: { LC_ALL: german, LC_MESSAGES: chinese, LANG: chinese } })).toMatchObject(
    both('en'),
  );
  expect(chosen({ environment: { LC_ALL: '', LC_MESSAGES: chinese, LANG: german } })).toMatchObject(
    both('zh'),
  );
  expect(chosen({ environment: { LC_ALL: '', LC_MESSAGES: '', LANG: chinese } })).toMatchObject(both('zh'));
});

test('the locale counts where a person reads, each output by itself', () => {
  const environment = { LANG: 'zh_CN.UTF-8' };
  expect(chosen({ environment, notedIsRead: false })).toMatchObject({ printed: 'zh', noted: 'en' });
  expect(chosen({ environment, printedIsRead: false })).toMatchObject({ printed: 'en', noted: 'zh' });
  expect(chosen({ environment, printedIsRead: false, notedIsRead: false })).toMatchObject(both('en'));
});

test('what was asked for by name counts where nobody reads, too', () => {
  const nobody = { printedIsRead: false, notedIsRead: false };
  expect(chosen({ ...nobody, asked: 'zh' })).toEqual(all('zh'));
  expect(chosen({ ...nobody, environment: { ATMQTT_LANG: 'zh' } })).toEqual(all('zh'));
  expect(chosen({ environment: { LANG: 'zh_CN' } }).written).toBe('en');
});

test.each(['zh', 'zh-CN', 'zh_CN.UTF-8', 'zh_TW', 'zh_CN.GB18030@pinyin', 'ZH'])('%s is Chinese', (name) => {
  expect(locale(name)).toMatchObject(both('zh'));
  expect(chosen({ asked: name })).toMatchObject(both('zh'));
  expect(chosen({ environment: { ATMQTT_LANG: name } })).toMatchObject(both('zh'));
});

test.each(['C', 'C.UTF-8', 'POSIX', 'de_DE.UTF-8', 'zhuang', '?'])('the locale %s is English', (name) => {
  expect(locale(name)).toMatchObject(both('en'));
});

test('a language that there is not is a mistake of who asked for it by name', () => {
  expect(() => chosen({ asked: 'de' })).toThrow('--lang takes en (English) or zh (简体中文), not "de".');
  expect(() => chosen({ asked: '' })).toThrow('--lang takes');
  expect(() => chosen({ environment: { ATMQTT_LANG: 'de_DE' } })).toThrow('ATMQTT_LANG takes');
  expect(chosen({ environment: { ATMQTT_LANG: ' ' } })).toMatchObject(both('en'));
});
