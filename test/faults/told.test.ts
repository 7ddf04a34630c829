import { expect, test } from 'vitest';
import { parseFault } from '#faults/parse';
import { definitionOf } from '#faults/table';
import { createModule } from '#library/index';
import { type MessageKey, message, textOf } from '#messages/message';
import { settled } from '#testing/index';
import { ERROR, manual, moduleWith } from './support/module.ts';

const told = (key: string, params?: unknown) => ({ key: `faults.${key}`, params });

test.each<[string, string, object]>([
  ['uart.delay', 'missingParameter', { fault: 'uart.delay', key: 'time' }],
  ['wifi.wrongPassword,every=1s', 'neverAgain', { fault: 'wifi.wrongPassword' }],
  ['module.reset,count=2', 'noEvery', { fault: 'module.reset', count: 2 }],
])('%s', (fault, key, params) => {
  expect(() => parseFault(fault)).toThrow(expect.objectContaining({ reason: told(key, params) }));
});

test.each<[string, string, string, string]>([
  ['module.answer,command=MQTT,answer=OK', 'module.answer', 'command', 'notACommand'],
  ['broker.flood,topic=a/#', 'broker.flood', 'topic', 'notATopic'],
  ['network.dnsWrong,address=nowhere', 'network.dnsWrong', 'address', 'notAnAddress'],
  ['module.wrongTime,to=yesterday', 'module.wrongTime', 'to', 'notADate'],
  ['module.wrongTime,by=later', 'module.wrongTime', 'by', 'notADifference'],
  ['wifi.drop,every=0ms', 'wifi.drop', 'every', 'notAPeriod'],
])('%s', (text, fault, key, why) => {
  const params = { fault, key, why: textOf({ key: `faults.${why}` as MessageKey, params: undefined }) };
  expect(() => parseFault(text)).toThrow(expect.objectContaining({ reason: told('wrongParameter', params) }));
});

test('a module that was made without faults', () => {
  const module = createModule();
  expect(() => module.faults).toThrow(expect.objectContaining({ reason: told('notPossible') }));
});

test('a fault begins, acts and ends', async () => {
  const { module, host, log } = await moduleWith();
  module.faults.add('module.answer', { command: 'AT+GMR', answer: 'ERROR', count: 2 });
  await host.exchange('AT+GMR\r\n', ERROR);
  await host.exchange('AT+GMR\r\n', ERROR);
  const { about } = definitionOf('module.answer');
  const params = { name: 'module.answer', about };
  expect(log.map(({ text }) => text).filter((text) => text.startsWith('fault '))).toEqual([
    textOf(message('faults.begins', params)),
    textOf(message('faults.acts', params)),
    textOf(message('faults.ends', params)),
  ]);
});

test('why a command is answered otherwise, gets no memory, and there is no time', async () => {
  const { module, host, log } = await manual({ settings: { sntp: 'network' } });
  const logged = () => log.map(({ text }) => text).join('\n');
  module.faults.add('module.answer', { command: 'AT+GMR', answer: 'ERROR', count: 1 });
  await host.exchange('AT+GMR\r\n', ERROR);
  expect(logged()).toContain(textOf(message('faults.answered', { answer: 'ERROR' })));
  module.faults.add('module.noMemory', { command: 'AT+CWMODE', what: 'semaphore', count: 1 });
  host.send('AT+CWMODE?\r\n');
  expect(await host.drain()).toContain('ERROR');
  expect(logged()).toContain(textOf(message('faults.noMemory', { what: 'semaphore' })));
  module.faults.add('module.noTime');
  await host.command('AT+CIPSNTPCFG=1,0,"ntp.test"');
  await settled();
  expect(logged()).toContain(textOf(message('faults.noTime')));
});
