import { expect, test } from 'vitest';
import { searchTerms, weightOf } from '../../site/source/search-terms.ts';

test.each([
  ['Write a command, twice.', ['Write', 'a', 'command', 'twice']],
  ['AT+MQTTPUB=0,"a"', ['AT+MQTTPUB', 'AT', 'MQTTPUB', '0', 'a']],
  ['+MQTTSUBRECV', ['MQTTSUBRECV']],
  ['--ready-file 0x010a6044', ['ready', 'file', '0x010a6044']],
  ['逗号', ['逗号', '逗', '号']],
  [
    '把主题写成UTF-8，不行',
    ['把主', '把', '主题', '主', '题写', '题', '写成', '写', '成', 'UTF', '8', '不行', '不', '行'],
  ],
  ['naïve Ärger', ['naïve', 'Ärger']],
  [' – … ', []],
])('the terms of %j', (text, terms) => {
  expect(searchTerms(text)).toEqual(terms);
});

test.each([searchTerms, weightOf])(
  '%o refers to nothing but what it is given, for pages get it as text',
  (each) => {
    const again = new Function(`return ${each}`)() as typeof each;
    expect(again('/a.html')).toEqual(each('/a.html'));
  },
);
