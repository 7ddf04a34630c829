import { afterEach, expect, test } from 'vitest';
import { FAULT_NAMES, type FaultName } from '#faults/table';
import { Random } from '#random/random';
import { createTestModule, settled, type TestModule } from '#testing/index';

const made: TestModule[] = [];

afterEach(async () => {
  for (const each of made.splice(0)) await each.close();
});

const AREAS = ['wifi', 'network', 'tls'];
const NAMES = FAULT_NAMES.filter((name) => AREAS.includes(name.slice(0, name.indexOf('.'))));
const ROUNDS = 80;
/** The longest that a command waits, and more. */
const PATIENCE_MS = 40_000;
/** Plain TCP, TLS, TLS that checks the server, and the same over WebSocket. */
const SCHEMES = [1, 2, 3, 6, 7, 8];

/** Parameters by chance, for those that need some or would take too long without. */
const PARAMETERS: Partial<Record<FaultName, (random: Random) => Record<string, unknown>>> = {
  'network.latency': (random) => ({ time: Math.floor(random.next() * 800), jitter: 200 }),
  'network.bandwidth': (random) => ({ bytesPerSecond: 500 + Math.floor(random.next() * 20_000) }),
  'network.cut': (random) => ({
    bytes: Math.floor(random.next() * 400),
    direction: pick(random, ['toBroker', 'toModule', 'both']),
    how: pick(random, ['reset', 'orderly']),
  }),
  'network.dnsWrong': () => ({ address: '127.0.0.66' }),
  'tls.alert': (random) => ({ step: pick(random, ['hello', 'certificate', 'finished']) }),
  'wifi.flap': () => ({ up: '4s', down: '2s' }),
  'wifi.weakSignal': (random) => ({ loss: random.next() / 2 }),
};

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.next() * list.length)] as T;
}

/** Sends a command and lets time go by until it is answered; sockets of the system get their turns in between. */
async function answerTo({ host, clock }: TestModule, line: string, data?: string): Promise<string> {
  let heard = '';
  let sent = false;
  host.send(`${line}\r\n`);
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    for (let turn = 0; turn < 4; turn++) await settled();
    heard += host.takeUnread().toString();
    if (data !== undefined && !sent && heard.includes('\r\n>')) {
      sent = true;
      host.send(data);
    }
    const end =
      data === undefined ? /\r\n(OK|ERROR|busy p\.\.\.)\r\n/ : /\+MQTTPUB:(OK|FAIL)\r\n|\r\n(ERROR)\r\n/;
    const [, first, second] = end.exec(heard) ?? [];
    if (first !== undefined || second !== undefined) return first ?? second ?? '';
    await clock.advance(50);
  }
  throw new Error(`no answer to ${line}: ${heard}`);
}

test.each([1, 2])(
  'all faults of Wi-Fi, network and TLS at once, seed %d: each command is answered, each OK is a message, and the module is sound afterwards',
  async (seed) => {
    const all = await createTestModule({
      echo: false,
      clock: 'manual',
      settings: { clock: 'host', heapBytes: 400_000 },
      broker: { tls: { port: 0 }, wss: { port: 0 } },
      seed,
    });
    made.push(all);
    const { faults, broker, log, clock } = all;
    const random = new Random(seed);
    await answerTo(all, 'AT+CWRECONNCFG=1,0');
    const acknowledged: string[] = [];
    let joined = true;
    for (let round = 0; round < ROUNDS; round++) {
      const name = NAMES[(round + seed) % NAMES.length] as FaultName;
      const time = { for: `${Math.ceil(random.next() * 30)}s`, rate: 0.3 + random.next() * 0.7 };
      faults.add(name, { ...time, ...PARAMETERS[name]?.(random) } as never);
      await clock.advance(random.next() * 10_000);
      // Who was refused by a command does not come back by itself.
      if (!joined || random.next() < 0.2) joined = (await answerTo(all, 'AT+CWJAP="any","any"')) === 'OK';
      await answerTo(all, 'AT+MQTTCLEAN=0');
      const scheme = pick(random, SCHEMES);
      await answerTo(all, `AT+MQTTUSERCFG=0,${scheme},"all","","",0,0,"mqtt"`);
      await answerTo(all, 'AT+MQTTCONNCFG=0,20,0,"","",0,0');
      if ((await answerTo(all, 'AT+MQTTCONN=0,"broker.test",8883,0')) !== 'OK') continue;
      await answerTo(all, `AT+MQTTPUB=0,"s","q${round}",0,0`);
      if ((await answerTo(all, `AT+MQTTPUB=0,"s","${round}",1,0`)) === 'OK') acknowledged.push(String(round));
      const long = `long ${round} ${'x'.repeat(Math.floor(random.next() * 20_000))}`;
      if ((await answerTo(all, `AT+MQTTPUBRAW=0,"s",${long.length},1,0`, long)) === 'OK')
        acknowledged.push(long);
    }
    const acted = new Set(log.flatMap(({ text }) => /^fault (\S+) acts/.exec(text)?.[1] ?? []));
    expect(NAMES.filter((name) => !acted.has(name)).length).toBeLessThan(NAMES.length / 2);
    const arrived = new Set(broker.messages.map(({ payload }) => payload.toString()));
    expect(acknowledged.filter((each) => !arrived.has(each)).map((each) => each.slice(0, 20))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(10);

    faults.remove();
    await answerTo(all, 'AT+CWJAP="any","any"');
    for (const scheme of [1, 2, 7]) {
      await answerTo(all, 'AT+MQTTCLEAN=0');
      await answerTo(all, `AT+MQTTUSERCFG=0,${scheme},"all","","",0,0,"mqtt"`);
      expect(await answerTo(all, 'AT+MQTTCONN=0,"broker.test",8883,0')).toBe('OK');
      expect(await answerTo(all, 'AT+MQTTSUB=0,"after",1')).toBe('OK');
      expect(await answerTo(all, `AT+MQTTPUB=0,"after","yes",1,0`)).toBe('OK');
      expect((await all.host.urc('+MQTTSUBRECV')).fields).toMatchObject({ topic: 'after' });
    }
  },
);
