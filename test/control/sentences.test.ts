import { createServer, type Server } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { resolveConfiguration } from '#config/resolve';
import { answerBroken, answerError } from '#control/answers';
import { ControlServer, type ControlTarget } from '#control/control-server';
import { ControlledRun } from '#control/controlled-run';
import { EventLog } from '#control/events/event-log';
import { controlToken } from '#control/token';
import { type Message, message } from '#messages/message';
import { RunMetrics } from '#metrics/run-metrics';
import { systemClock } from '#time/clock';
import { controlled, TOKEN } from './support/controlled.ts';

const told = (reason: Message) => expect.objectContaining({ reason });

test('a token that is none, and one that is given twice', () => {
  const variables = { first: 'ATMQTT_CONTROL_TOKEN', second: 'ATMQTT_CONTROL_TOKEN_FILE' };
  const { first, second } = variables;
  expect(() => controlToken({ [first]: 'too short' }, () => {})).toThrow(
    told(message('control.badToken', { name: first })),
  );
  expect(() => controlToken({ [first]: TOKEN, [second]: '/nowhere' }, () => {})).toThrow(
    told(message('control.tokenTwice', variables)),
  );
});

/** A run that has not begun yet. */
async function runToBe(): Promise<ControlledRun> {
  return new ControlledRun(
    new RunMetrics(systemClock),
    await resolveConfiguration({ port: [], set: [] }, {}),
  );
}

test('a module of a run that has none yet', async () => {
  const run = await runToBe();
  expect(() => run.module('module0')).toThrow(told(message('control.noModulesYet')));
});

/** Listens there. @returns what is thrown or told by it */
async function listening(target: ControlTarget): Promise<{ thrown: unknown; log: readonly Message[] }> {
  const log: Message[] = [];
  const server = await ControlServer.create(
    {
      run: await runToBe(),
      events: new EventLog(systemClock),
      clock: systemClock,
      log: (_level, _namespace, what) => log.push(what),
      token: TOKEN,
    },
    target,
  );
  onTestFinished(() => server.close());
  const thrown = await server.listen().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { thrown, log };
}

async function takenPort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

test('an address that is taken, with and without another port to go to', async () => {
  const host = '127.0.0.1';
  const port = await takenPort();
  const { thrown } = await listening({ host, port });
  expect(thrown).toEqual(told(message('control.taken', { address: `${host}:${port}` })));
  const { log } = await listening({ host, port, fallbackToFreePort: true });
  expect(log).toEqual([
    { key: 'control.otherPort', params: { taken: port, used: expect.any(Number) as number } },
  ]);
});

test('an address that this machine does not have', async () => {
  const { thrown } = await listening({ host: '192.0.2.1', port: 1 });
  expect(thrown).toMatchObject({
    code: 'UNAVAILABLE',
    reason: {
      key: 'control.cannotListen',
      params: { address: '192.0.2.1:1', why: { key: expect.any(String) as string } },
    },
  });
});

test('what nobody has foreseen is told to the log, and its text to nobody', () => {
  const log: Message[] = [];
  const answer = new Map<string, unknown>();
  const reply = {
    code(status: number) {
      answer.set('status', status);
      return reply;
    },
    type: () => reply,
    serializer: () => reply,
    send: (body: unknown) => answer.set('body', body),
  };
  answerError(
    new Error('a secret'),
    {} as FastifyRequest,
    reply as unknown as FastifyReply,
    (_level, _namespace, what) => log.push(what),
  );
  expect(log).toEqual([message('control.failed', { why: message('errors.foreign', { text: 'a secret' }) })]);
  expect(answer.get('status')).toBe(500);
  expect(answer.get('body')).toMatchObject({ error: { code: 'FAILED', key: 'control.failedHere' } });
});

test('a request that does not end in time', () => {
  const socket = new PassThrough();
  const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  answerBroken(late, socket as unknown as Parameters<typeof answerBroken>[1]);
  const [head, body] = String(socket.read()).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 408 /);
  expect(JSON.parse(body ?? '')).toMatchObject({ error: { code: 'TIMEOUT', key: 'control.lateRequest' } });
});

test('a fault for modules in which none can be switched on', async () => {
  const { ask } = await controlled({}, { context: { faults: undefined } });
  const { status, body } = await ask('/api/v1/modules/module0/faults', { json: { fault: 'wifi.drop' } });
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: { code: 'CONFLICT', key: 'controlAction.noFaultsHere' } });
});
