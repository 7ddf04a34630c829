import { describe, expect, test } from 'vitest';
import { EventLog } from '#control/events/event-log';
import { waitFor } from '#control/waits/wait-for';
import { systemClock } from '#time/clock';
import { type ControlledTest, controlled } from './support/controlled.ts';

// Waiting for what happens, without missing anything between two requests.

const AT = '/api/v1/modules/module0';

async function started(set: readonly string[] = []): Promise<ControlledTest> {
  return controlled({ port: ['tcp-listen:0'], set: ['wifi.autojoin=false', ...set], broker: '127.0.0.1:0' });
}

async function type(made: ControlledTest, ...lines: readonly string[]) {
  let body: { output: string; since: number } = { output: '', since: 0 };
  for (const line of lines) {
    ({ body } = await made.ask(`${AT}/input`, { json: { line } }));
    expect(body.output, line).toMatch(/OK\r\n(\r\n>)?$/);
  }
  return body;
}

async function connect(made: ControlledTest, reconnect = 1) {
  const { port } = new URL(made.broker ?? '');
  return type(
    made,
    'AT+CWJAP="any","thing"',
    'AT+MQTTUSERCFG=0,1,"c","","",0,0,""',
    `AT+MQTTCONN=0,"127.0.0.1",${port},${reconnect}`,
  );
}

const wait = (made: ControlledTest, json: object) => made.ask('/api/v1/wait', { json });

test('a state that is there already counts, and one that comes', async () => {
  const made = await started(['reconnectIntervalMs=100']);
  expect((await wait(made, { for: 'state', state: 0 })).body).toEqual({
    lastId: expect.any(Number),
    missed: 0,
  });
  const coming = wait(made, { for: 'state', state: [4, 6], module: 'module0', link: 0 });
  await connect(made);
  expect((await coming).body.event).toMatchObject({ event: 'state', module: 'module0', link: 0, to: 4 });
});

test('a fault, and the state again behind it', async () => {
  const made = await started(['reconnectIntervalMs=100']);
  await connect(made);
  const { body } = await made.ask(`${AT}/faults`, { json: { fault: 'wifi.drop', for: '200ms' } });
  const lost = await wait(made, { for: 'state', state: 3, since: body.since });
  expect(lost.body.event).toMatchObject({ from: 4, to: 3 });
  const back = await wait(made, { for: 'state', state: 4, since: lost.body.lastId });
  expect(back.body.event).toMatchObject({ from: 3, to: 4 });
});

describe('what came between two requests counts with since', () => {
  test('a command, by its line and how it came out', async () => {
    const made = await started();
    const { since } = await type(made, 'AT+GMR');
    const host = await made.dial();
    host.send('AT+NONE\r\n');
    await host.expect('ERROR');
    const failed = await wait(made, { for: 'command', command: 'AT+NONE', ok: false, since });
    expect(failed.body.event).toMatchObject({ event: 'command', line: 'AT+NONE', ok: false });
    const ours = await wait(made, { for: 'command', command: '/^AT\\+G/', host: 'control', since });
    expect(ours.body.event).toMatchObject({ line: 'AT+GMR', ok: true });
    expect(failed.body.lastId).toBe(failed.body.event.id);
  });

  test('a publish, by topic filter and payload', async () => {
    const made = await started();
    await connect(made);
    const { since } = await type(made, 'AT+MQTTPUB=0,"a/b","21.5",1,0', 'AT+MQTTPUB=0,"a/c","22",0,0');
    const second = await wait(made, { for: 'publish', topic: 'a/+', text: '22', since: since - 3 });
    expect(second.body.event).toMatchObject({ topic: 'a/c', qos: 0, payload: '22', direction: 'sent' });
    const first = await wait(made, { for: 'publish', topic: '+/b', qos: 1, link: 0, since: 0 });
    expect(first.body.event).toMatchObject({ topic: 'a/b', payload: '21.5' });
    const none = await wait(made, { for: 'publish', topic: 'b/#', since: 0, timeoutMs: 5 });
    expect(none.status).toBe(408);
  });

  test('a URC, a finding and any event', async () => {
    const made = await started();
    await made.ask(`${AT}/urc`, { json: { text: '+X:1' } });
    expect((await wait(made, { for: 'message', text: '+X', since: 0 })).body.event.line).toBe('+X:1');
    const host = await made.dial();
    host.send('AT\r\nAT\r\n');
    await host.expect('OK');
    const finding = await wait(made, { for: 'compat', rule: 'chunkLines', since: 0 });
    expect(finding.body.event).toMatchObject({ event: 'compat', why: expect.any(String) });
    const power = { for: 'event', event: 'power', fields: { phase: 'on' }, since: 0 };
    expect((await wait(made, power)).body.event).toMatchObject({ event: 'power', phase: 'on' });
  });
});

test('what does not come is told with what came meanwhile', async () => {
  const made = await started();
  const never = wait(made, { for: 'message', text: 'never', timeoutMs: 300 });
  await type(made, 'AT');
  const { status, body } = await never;
  expect(status).toBe(408);
  expect(body.error).toMatchObject({ code: 'TIMEOUT', key: 'controlAction.didNotCome' });
  expect(body.error.text).toMatch(/^It did not come within 0\.3 s; \d+ other events came meanwhile\.$/);
  const { seen, lastId } = body.error.parameters;
  expect(seen).toContainEqual(expect.objectContaining({ event: 'command', line: 'AT' }));
  expect(seen.at(-1).id).toBe(lastId);
});

test('a hundred wait at once', async () => {
  const made = await started();
  const since = made.events.lastId;
  const waits = Array.from({ length: 100 }, (_, at) =>
    wait(made, { for: 'message', text: `+N:${at % 10};`, since }),
  );
  for (let at = 0; at < 10; at++) await made.ask(`${AT}/urc`, { json: { text: `+N:${at};` } });
  expect((await Promise.all(waits)).every(({ status }) => status === 200)).toBe(true);
});

test('whoever is gone is forgotten', async () => {
  const events = new EventLog(systemClock);
  let listening = 0;
  const listen = events.listen.bind(events);
  events.listen = (listener) => {
    listening++;
    const end = listen(listener);
    return () => {
      listening--;
      end();
    };
  };
  const gone = new AbortController();
  const waited = waitFor(events, systemClock, () => false, { timeoutMs: 60_000, signal: gone.signal });
  expect(listening).toBe(1);
  gone.abort();
  expect(await waited).toEqual({ seen: [], count: 0, missed: 0, lastId: 0 });
  expect(listening).toBe(0);
});

test.each([
  [{}, 'control.missingField'],
  [{ for: 'nothing' }, 'control.wrongField'],
  [{ for: 'state' }, 'control.missingField'],
  [{ for: 'state', state: 7 }, 'control.wrongField'],
  [{ for: 'command', command: '/(/' }, 'expect.badExpression'],
  [{ for: 'command', timeoutMs: 0 }, 'control.wrongField'],
  [{ for: 'message', rule: 'x' }, 'control.unknownField'],
])('%j is refused', async (json, key) => {
  const made = await started();
  const { status, body } = await wait(made, json);
  expect([status, body.error.key]).toEqual([400, key]);
});

test('of a module there is not is refused', async () => {
  const made = await started();
  expect((await wait(made, { for: 'message', module: 'module9' })).status).toBe(404);
});
