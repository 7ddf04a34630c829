import { describe, expect, test } from 'vitest';
import { effectOf } from '#module/settings/changes';
import { leaves } from '#module/settings/schema';
import { settingsSchema } from '#module/settings/settings';
import { ManualClock } from '#testing/manual-clock';
import { dialHost, openHost } from '../support/hosts.ts';
import { type ControlledTest, controlled } from './support/controlled.ts';

// Faults and settings that change while modules run.

const AT = '/api/v1/modules/module0';
const READY = '\r\nready\r\n';

async function started(set: readonly string[] = [], port = 'tcp-listen:0'): Promise<ControlledTest> {
  return controlled({ port: [port], set: ['wifi.autojoin=false', ...set], broker: '127.0.0.1:0' });
}

describe('faults', () => {
  test('of a module are switched on, told and switched off', async () => {
    const made = await started();
    const added = await made.ask(`${AT}/faults`, {
      json: { fault: 'module.answer', command: 'AT+GMR', answer: 'ERROR', for: '1h', count: 9 },
    });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      fault: 'module.answer',
      parameters: { command: 'AT+GMR', answer: 'ERROR', for: 3_600_000 },
      active: true,
      acted: 0,
    });
    const { body } = await made.ask(`${AT}/input`, { json: { line: 'AT+GMR' } });
    expect(body.output).toBe('\r\nERROR\r\n');
    const path = `${AT}/faults/${added.body.id}`;
    const { since: _, ...told } = added.body;
    expect((await made.ask(`${AT}/faults`)).body.faults).toEqual([
      { ...told, acted: 1, endsInMs: expect.any(Number) },
    ]);
    expect((await made.ask(path, { method: 'DELETE' })).status).toBe(204);
    const again = await made.ask(path, { method: 'DELETE' });
    expect([again.status, again.body.error.key]).toEqual([404, 'controlAction.noFault']);
    expect(again.body.error.parameters).toEqual({ id: added.body.id });
    expect((await made.ask(`${AT}/faults`)).body.faults).toEqual([]);
  });

  test('are told with the time that is left', async () => {
    const clock = new ManualClock();
    const made = await controlled({ set: ['wifi.autojoin=false'] }, { clock, context: { clock } });
    const left = async () =>
      (await made.ask(`${AT}/faults`)).body.faults.map(
        ({ beginsInMs, endsInMs }: { beginsInMs?: number; endsInMs?: number }) => [beginsInMs, endsInMs],
      );
    await made.ask(`${AT}/faults`, { json: { fault: 'wifi.noAddress', after: '2s', for: '10s' } });
    await made.ask(`${AT}/faults`, { json: { fault: 'wifi.weakSignal' } });
    expect(await left()).toEqual([
      [2000, undefined],
      [undefined, undefined],
    ]);
    clock.advance(5000);
    expect((await left())[0]).toEqual([undefined, 7000]);
    clock.advance(6000);
    expect((await left())[0]).toEqual([undefined, 1000]);
    clock.advance(1000);
    expect(await left()).toEqual([[undefined, undefined]]);
  });

  test('all of a name, and all', async () => {
    const made = await started();
    for (const fault of ['wifi.flap', 'wifi.flap', 'wifi.noAddress'])
      expect((await made.ask(`${AT}/faults`, { json: { fault } })).status, fault).toBe(201);
    await made.ask(`${AT}/faults?fault=wifi.flap`, { method: 'DELETE' });
    const { body } = await made.ask(`${AT}/faults`);
    expect(body.faults.map(({ fault }: { fault: string }) => fault)).toEqual(['wifi.noAddress']);
    await made.ask(`${AT}/faults`, { method: 'DELETE' });
    expect((await made.ask(`${AT}/faults`)).body.faults).toEqual([]);
  });

  test('of the embedded broker', async () => {
    const made = await started();
    const { status, body } = await made.ask('/api/v1/broker/faults', {
      json: { fault: 'broker.connack', code: 3 },
    });
    expect([status, body.error?.text]).toEqual([201, undefined]);
    expect((await made.ask('/api/v1/broker/faults')).body.faults).toHaveLength(1);
    const wrong = await made.ask('/api/v1/broker/faults', { json: { fault: 'wifi.drop' } });
    expect([wrong.status, wrong.body.error.key]).toEqual([400, 'faults.notHere']);
  });

  test('the table is told in the language that is asked for', async () => {
    const made = await started();
    const table = async (query: string, headers = {}) =>
      (await made.ask(`/api/v1/faults${query}`, { headers })).body.faults;
    const [chinese] = await table('?lang=zh');
    expect(chinese).toMatchObject({ about: 'UART 上的字节丢失。' });
    expect(chinese.parameters.properties.after.description).toMatch(/[\u4e00-\u9fff]/);
    expect((await table('', { 'accept-language': 'zh-CN,zh;q=0.9' }))[0]).toEqual(chinese);
    expect((await table('?lang=en', { 'accept-language': 'zh-CN' }))[0].about).toMatch(/^Bytes/);
  });

  test('the table names each with its parameters', async () => {
    const made = await started();
    const { body } = await made.ask('/api/v1/faults');
    const drop = body.faults.find(({ fault }: { fault: string }) => fault === 'wifi.drop');
    expect(drop).toMatchObject({ area: 'wifi', about: expect.any(String), hostSees: expect.any(String) });
    expect(drop.parameters.properties).toHaveProperty('for');
  });

  test.each([
    [{}, 'control.missingField'],
    [{ fault: 'wifi.dorp' }, 'faults.unknown'],
    [{ fault: 'wifi.drop', forr: '5s' }, 'faults.unknownParameter'],
    [{ fault: 'wifi.drop', for: 'soon' }, 'faults.wrongParameter'],
    [{ fault: '__proto__' }, 'faults.unknown'],
    [[], 'control.wrongPart'],
  ])('%j is refused by what is wrong', async (json, key) => {
    const made = await started();
    const { status, body } = await made.ask(`${AT}/faults`, { json });
    expect([status, body.error.key]).toEqual([400, key]);
  });
});

describe('settings', () => {
  test('are told with what gave them and from when on another value counts', async () => {
    const made = await started(['reconnectIntervalMs=500', 'connect.password=secret']);
    const { body } = await made.ask(`${AT}/settings`);
    const of = (name: string) => body.settings.find((each: { name: string }) => each.name === name);
    expect(of('reconnectIntervalMs')).toEqual({
      name: 'reconnectIntervalMs',
      value: 500,
      source: expect.stringContaining('--set'),
      effect: 'now',
    });
    expect(of('firmware')).toMatchObject({ source: 'default', effect: 'restart' });
    expect(of('connect.password').value).toBe('***');
  });

  test('that can act at once do, the others wait, and the answer says which is which', async () => {
    const made = await started();
    const host = await made.dial();
    await host.command('ATE0');
    const { status, body } = await made.ask(`${AT}/settings`, {
      method: 'PATCH',
      json: { quotePort: false, firmware: '5.0', wifi: { ssid: 'home' }, 'connect.keepAlive': 60 },
    });
    expect(status).toBe(200);
    expect(body.changed).toEqual(
      expect.arrayContaining([
        { name: 'quotePort', value: false, effect: 'now' },
        { name: 'firmware', value: '5.0', effect: 'restart' },
        { name: 'wifi.ssid', value: 'home', effect: 'restart' },
        { name: 'connect.keepAlive', value: 60, effect: 'restart' },
      ]),
    );
    expect(body.waiting).toEqual(expect.arrayContaining(['firmware', 'wifi.ssid', 'connect.keepAlive']));
    expect(body.waiting).not.toContain('quotePort');
    const before = await made.ask(`${AT}/settings`);
    const firmware = before.body.settings.find((each: { name: string }) => each.name === 'firmware');
    expect(firmware).toMatchObject({ next: '5.0', source: 'control' });
    expect(await host.command('AT+GMR')).not.toContain('AT version:5.0');
    await made.ask(`${AT}/power`, { json: { on: false } });
    await made.ask(`${AT}/power`, { json: { on: true } });
    await host.expect(READY);
    expect(await host.command('AT+GMR')).toContain('AT version:5.0');
    const after = await made.ask(`${AT}/settings`);
    expect(after.body.settings.filter((each: object) => 'next' in each)).toEqual([]);
    // What acts on it acts on the one that is there now.
    await made.ask(`${AT}/input`, { json: { line: 'ATE0' } });
    host.takeUnread();
    await made.ask(`${AT}/urc`, { json: { text: '+X' } });
    await host.expectNext('+X\r\n');
    const set = await made.ask(`${AT}/settings`, { method: 'PATCH', json: { quotePort: null } });
    expect(set.body).toEqual({ changed: [{ name: 'quotePort', value: true, effect: 'now' }], waiting: [] });
  });

  test('one of connections counts from the next one on', async () => {
    const made = await started(['reconnectIntervalMs=100']);
    const { port } = new URL(made.broker ?? '');
    for (const line of [
      'AT+CWJAP="any","thing"',
      'AT+MQTTUSERCFG=0,1,"c","","",0,0,""',
      `AT+MQTTCONN=0,"127.0.0.1",${port},1`,
    ])
      await made.ask(`${AT}/input`, { json: { line } });
    const large = () => made.ask(`${AT}/messages`, { json: { topic: 't', text: 'x'.repeat(200) } });
    const { body } = await made.ask(`${AT}/settings`, { method: 'PATCH', json: { maxInboundBytes: 128 } });
    expect(body.changed).toEqual([{ name: 'maxInboundBytes', value: 128, effect: 'connection' }]);
    expect((await large()).body.state).toBe(4);
    const { since } = (await made.ask(`${AT}/faults`, { json: { fault: 'wifi.drop', for: '50ms' } })).body;
    await made.ask('/api/v1/wait', { json: { for: 'state', state: 4, since } });
    expect((await large()).body.state).toBe(3);
  });

  test('what follows from another setting is told as changed too', async () => {
    const made = await started();
    const { body } = await made.ask(`${AT}/settings`, { method: 'PATCH', json: { follow: 'module' } });
    expect(body.changed).toContainEqual({ name: 'duplicateNotice', value: 'log', effect: 'now' });
    expect(body.changed).toContainEqual({ name: 'places.pathSlash', value: 'module', effect: 'restart' });
  });

  test.each([
    [{ firmwear: '5.0' }, 400, 'settings.unknown'],
    [{ firmware: '1.0' }, 400, 'settings.wrongValue'],
    [{ wifi: { ssidd: 'x' } }, 400, 'settings.unknown'],
    [{ 'constructor.prototype.x': 1 }, 400, 'settings.unknown'],
    [{ '__proto__.x': 1 }, 400, 'settings.unknown'],
    [{ reconnectIntervalMs: '500' }, 400, 'settings.wrongValue'],
    [{ flashSync: 'always' }, 409, 'controlAction.settingOfProgram'],
    [{ connect: { host: 'h', passwordFile: '/nowhere/at/all' } }, 400, undefined],
    [[], 400, 'control.wrongPart'],
    ['x', 400, 'control.wrongPart'],
  ])('refused, and nothing is changed: %#', async (json, status, key) => {
    const made = await started();
    const before = await made.ask(`${AT}/settings`);
    const answer = await made.ask(`${AT}/settings`, { method: 'PATCH', json });
    expect(answer.status).toBe(status);
    if (key !== undefined) expect(answer.body.error.key).toBe(key);
    expect((await made.ask(`${AT}/settings`)).body).toEqual(before.body);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test('a host on a terminal stays, and comes and goes as before', async () => {
    const made = await controlled({ port: ['pty'], set: ['wifi.autojoin=false'] });
    const [port] = made.run.module('module0').ports;
    if (port?.info.kind !== 'pty') throw new Error('it has no terminal');
    const host = await openHost(port.info.path);
    await host.command('ATE0');
    const hosts = async () => (await made.ask(AT)).body.hosts;
    for (const links of [2, 3]) {
      await made.ask(`${AT}/settings`, { method: 'PATCH', json: { links } });
      await made.ask(`${AT}/reset`, { method: 'POST' });
      await host.expect(READY);
      expect(await host.command('AT')).toContain('OK');
      expect(await hosts()).toBe(1);
    }
    await host.close();
    await expect.poll(hosts, { timeout: 10_000 }).toBe(0);
    const next = await openHost(port.info.path);
    expect(await next.command('AT')).toContain('OK');
    expect(await hosts()).toBe(1);
    await next.close();
  });

  test('of a module of a port with fork are its own, and go with it', async () => {
    const made = await started([], 'tcp-listen:0,fork');
    const [one, other] = [await dialHost(made.ports.fork ?? 0), await dialHost(made.ports.fork ?? 0)];
    for (const host of [one, other]) await host.expect(READY);
    await made.ask('/api/v1/modules/fork0/settings', { method: 'PATCH', json: { firmware: '5.0' } });
    for (const name of ['fork0', 'fork1'])
      await made.ask(`/api/v1/modules/${name}/reset`, { method: 'POST' });
    for (const host of [one, other]) await host.expect(READY);
    expect(await one.command('AT+GMR')).toContain('AT version:5.0');
    expect(await other.command('AT+GMR')).not.toContain('AT version:5.0');
    one.stream.destroy();
    await expect.poll(async () => (await made.ask('/api/v1/modules/fork0/settings')).status).toBe(404);
  });

  test('change a hundred times at once, while the module boots', async () => {
    const made = await started();
    const host = await made.dial();
    const done = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        at % 10 === 9
          ? made.ask(`${AT}/reset`, { method: 'POST' })
          : made.ask(`${AT}/settings`, { method: 'PATCH', json: { links: 1 + (at % 5), maxTopics: 1 + at } }),
      ),
    );
    expect(done.every(({ status }) => status < 300)).toBe(true);
    await made.ask(`${AT}/reset`, { method: 'POST' });
    await host.drain();
    expect(await host.command('AT')).toContain('OK');
    expect(made.run.module('module0').unit.module.at.hosts).toBe(1);
  });

  test('that a module which runs may be given are at the top level, where nothing else holds them', () => {
    const given = leaves(settingsSchema)
      .map(([name]) => name)
      .filter((name) => effectOf(name) !== 'restart');
    expect(given.filter((name) => name.includes('.'))).toEqual([]);
    expect(given).toContain('reconnectIntervalMs');
  });
});

test.each(['PATCH settings', 'POST faults', 'POST input', 'POST urc', 'POST messages', 'POST power'])(
  'a body in a body, thousands deep, is refused: %s',
  async (route) => {
    const made = await started();
    const [method = '', path = ''] = route.split(' ');
    for (const begin of ['', '"wifi":', '"firmware":', '"fault":', '"topic":', '"line":']) {
      const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
      const body = begin === '' ? deep : `{${begin}${deep}}`;
      const headers = { 'content-type': 'application/json' };
      const { status } = await made.ask(`${AT}/${path}`, { method, headers, body });
      expect([begin, status]).toEqual([begin, 400]);
    }
  },
);
