import { describe, expect, test } from 'vitest';
import { type FaultNews, FaultSet } from '#faults/fault-set';
import { parseFault, readFault } from '#faults/parse';
import { ManualClock } from '#testing/manual-clock';

function setOf(
  areas: ConstructorParameters<typeof FaultSet>[0]['areas'] = ['uart', 'module', 'wifi', 'broker'],
) {
  const clock = new ManualClock();
  const news: string[] = [];
  const tell = ({ name, phase }: FaultNews) => news.push(`${clock.now()} ${name} ${phase}`);
  return { clock, news, faults: new FaultSet({ timers: clock, areas, tell }) };
}

describe('what is read', () => {
  test('a text: the name, then parameters, whose values may have commas', () => {
    expect(parseFault('module.busy,command=AT+MQTTSUB=0,"a",1,time=2s,after=1m')).toEqual({
      name: 'module.busy',
      parameters: { command: 'AT+MQTTSUB=0,"a",1', time: 2000, holds: 'command' },
      schedule: { after: 60_000, rate: 1 },
    });
  });

  test('a mapping: the same', () => {
    expect(readFault({ fault: 'wifi.drop', for: '1.5s', count: 2 })).toEqual({
      name: 'wifi.drop',
      parameters: {},
      schedule: { after: 0, for: 1500, count: 2, rate: 1 },
    });
  });

  test.each([
    [
      'wifi.dorp',
      'UNKNOWN',
      'there is no fault wifi.dorp; did you mean wifi.drop? docs/reference/faults.md lists them',
    ],
    ['uart.lose,rat=1', 'PARAMETER', 'the fault uart.lose has no parameter rat; did you mean rate?'],
    ['uart.lose,rate=2', 'PARAMETER', 'rate of the fault uart.lose takes over 0 to 1'],
    [
      'uart.lose,for=soon',
      'PARAMETER',
      'for of the fault uart.lose: a time is 200ms, 5s, 2m, 1h or a number of milliseconds',
    ],
    ['uart.lose,count=x', 'PARAMETER', 'count of the fault uart.lose takes 1 and more'],
    ['uart.lose,direction=up', 'PARAMETER', 'direction of the fault uart.lose takes toModule, toHost, both'],
    [
      'module.busy,command=FOO,time=1s',
      'PARAMETER',
      'command of the fault module.busy: a command begins with AT',
    ],
    [
      'broker.flood,topic=a/#',
      'PARAMETER',
      'topic of the fault broker.flood: a topic has one character or more, and none of +, # and NUL',
    ],
    ['module.reset,every=0s', 'PARAMETER', 'every of the fault module.reset: a period must be at least 1ms'],
    ['wifi.flap,up=0', 'PARAMETER', 'up of the fault wifi.flap: a period must be at least 1ms'],
    [
      'broker.kick,on=publish,every=1s',
      'PARAMETER',
      'the fault broker.kick takes no every: it is not momentary, but acts whenever it can until for or count end it',
    ],
    [
      'module.reset,count=2',
      'PARAMETER',
      'the fault module.reset is momentary: with count=2, also give every, the time after which it happens again',
    ],
    ['module.busy', 'PARAMETER', 'the fault module.busy needs the parameter time'],
  ])('%s is refused with %s', (text, code, message) => {
    expect(() => parseFault(text)).toThrow(expect.objectContaining({ code, message }));
  });
});

test('a fault begins after a while, lasts as long as it should, and tells', () => {
  const { clock, news, faults } = setOf();
  faults.add('uart.lose', { after: '1s', for: '2s' });
  expect(faults.take('uart.lose')).toBeUndefined();
  clock.advance(1000);
  expect(faults.take('uart.lose')?.parameters).toEqual({ direction: 'both' });
  clock.advance(2000);
  expect(faults.take('uart.lose')).toBeUndefined();
  expect(faults.list).toEqual([]);
  expect(news).toEqual(['1000 uart.lose begins', '1000 uart.lose acts', '3000 uart.lose ends']);
});

test('a count ends it', () => {
  const { faults } = setOf();
  faults.add('uart.lose', { count: 2 });
  expect([1, 2, 3].map(() => faults.take('uart.lose') !== undefined)).toEqual([true, true, false]);
});

test('one that is switched off before it began never does', () => {
  const { clock, news, faults } = setOf();
  const handle = faults.add('uart.lose', { after: 10 });
  handle.remove();
  clock.advance(20);
  expect(news).toEqual([]);
});

test('one of a moment happens every so often, for as long as it should', () => {
  const { clock, news, faults } = setOf();
  faults.add('broker.kick', { every: '1s', for: '2.5s' });
  clock.advance(10_000);
  expect(news).toEqual([
    '0 broker.kick begins',
    '0 broker.kick acts',
    '1000 broker.kick acts',
    '2000 broker.kick acts',
    '2500 broker.kick ends',
  ]);
});

test('chances come from the seed', () => {
  const taken = (seed: number) => {
    const { faults } = setOf();
    faults.add('uart.lose', { rate: 0.3, seed });
    return Array.from({ length: 200 }, () => faults.take('uart.lose') !== undefined);
  };
  expect(taken(7)).toEqual(taken(7));
  expect(taken(7)).not.toEqual(taken(8));
  const share = taken(7).filter(Boolean).length / 200;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
});

test('what cannot act here is refused', () => {
  const { faults } = setOf(['broker']);
  expect(() => faults.add('wifi.drop')).toThrow('the fault wifi.drop cannot act here, only those of broker');
});

test('the handlers of a fault hear of its begin and end, also when all are switched off', () => {
  const { faults } = setOf();
  const heard: string[] = [];
  faults.handle('wifi.drop', { begins: () => heard.push('begins'), ends: () => heard.push('ends') });
  faults.add('wifi.drop');
  faults.remove();
  expect(heard).toEqual(['begins', 'ends']);
});

test('what acts as it begins and lasts does so at its rate', () => {
  const { news, faults } = setOf();
  for (let seed = 0; seed < 100; seed++) faults.add('wifi.drop', { rate: 0.5, seed }).remove();
  const begun = news.filter((each) => each === '0 wifi.drop begins').length;
  expect(begun).toBeGreaterThan(30);
  expect(begun).toBeLessThan(70);
  expect(faults.list).toEqual([]);
});
