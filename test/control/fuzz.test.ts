import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listSettings } from '#module/settings/list';
import { type Answer, askRaw, controlled, TOKEN } from './support/controlled.ts';
import { anyText, type Schema, spoiled, valid } from './support/schema-arbitrary.ts';

/** Their answers have no end; their questions are asked by tests of their own. */
const ENDLESS: readonly string[] = ['getEvents', 'joinComparisonLine'];
const RUNS = 600;
/** So that it asks the same in each run; another one asks other things. */
const SEED = 1;
const LIMIT_MS = 120_000;
const SETTINGS = listSettings().map(({ name }) => name);

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Asked {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly json: unknown;
}

type Run = Awaited<ReturnType<typeof controlled>>;

/** Requests as the document has them: of each part what fits, or what does not. */
async function requests({ ask }: Run): Promise<fc.Arbitrary<Asked>> {
  const { body } = await ask('/api/v1/openapi.json');
  const shapes: Readonly<Record<string, Schema>> = body.components.schemas;
  const all = Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { operationId }]) => !ENDLESS.includes(operationId))
      .map(([method, { operationId, parameters = [], requestBody }]) => {
        const part = (place: string): fc.Arbitrary<Record<string, unknown>> =>
          fc.record(
            Object.fromEntries(
              parameters
                .filter(({ in: each }) => each === place)
                .map(({ name, schema }) => [
                  name,
                  fc.oneof(
                    { arbitrary: known(name) ?? valid(schema, shapes), weight: 4 },
                    { arbitrary: anyText(), weight: 1 },
                  ),
                ]),
            ),
            place === 'path' ? {} : { requiredKeys: [] },
          );
        const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
        const json =
          schema === undefined
            ? fc.constant(undefined)
            : fc.oneof(valid(schema, shapes), settingChanges(path), spoiled(schema, shapes));
        return fc.record({ path: part('path'), query: part('query'), json }).map(
          (parts): Asked => ({
            operation: operationId,
            method: method.toUpperCase(),
            path:
              path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts.path[name])) +
              queryOf(parts.query),
            json: parts.json,
          }),
        );
      }),
  );
  return fc.oneof(...all);
}

/** Those that are there. */
function known(name: string): fc.Arbitrary<unknown> | undefined {
  if (name === 'module') return fc.constant('module0');
  return name === 'link' ? fc.constant(0) : undefined;
}

/** What a body of free names cannot come upon by chance. */
function settingChanges(path: string): fc.Arbitrary<unknown> {
  if (!path.endsWith('/settings')) return fc.jsonValue();
  const value = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer({ min: 0, max: 5000 }),
    fc.string(),
    fc.jsonValue(),
  );
  return fc.dictionary(fc.constantFrom(...SETTINGS), value, { maxKeys: 2 });
}

function encode(value: unknown): string {
  try {
    return encodeURIComponent(String(value)) || 'x';
  } catch {
    // Half of a surrogate pair.
    return '%ed%a0%80';
  }
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encode(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Below 500, and a refusal is one sentence that holds nothing of how the program is made. */
function expectAnswer({ status, text, body }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
  if (status < 400) return;
  expect(Object.keys(body)).toEqual(['error']);
  expect(Object.keys(body.error)).toEqual(['code', 'text', 'key', 'parameters']);
  expect(body.error.code).toMatch(/^[A-Z_]+$/);
  expect(body.error.text).toMatch(/[.?]$/);
  expect(body.error.text).not.toMatch(/[\r\n]|undefined|\[object|NaN/);
  expect(body.error.key).toMatch(/^\w+\.\w+$/);
  expect(text).not.toMatch(/node_modules|\bat \S+:\d+/);
}

/** Makes the module what it was, and a host finds it well. */
async function expectWell(run: Run): Promise<void> {
  const path = '/api/v1/modules/module0';
  for (const faults of [`${path}/faults`, '/api/v1/broker/faults'])
    expect((await run.ask(faults, { method: 'DELETE' })).status).toBe(204);
  const defaults = Object.fromEntries(SETTINGS.map((name) => [name, null]));
  expect((await run.ask(`${path}/settings`, { method: 'PATCH', json: defaults })).status).toBe(200);
  await run.ask(`${path}/power`, { json: { on: false } });
  expect((await run.ask(`${path}/power`, { json: { on: true } })).status).toBeLessThan(300);
  const host = await run.dial();
  await expect.poll(async () => (await host.command('AT').catch(() => undefined)) !== undefined).toBe(true);
  expect((await run.ask('/api/v1/status')).body.ready).toBe(true);
}

test('whatever is asked, the answer is one that the document knows, and the module is well', {
  timeout: LIMIT_MS,
}, async () => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  let asked = 0;
  const done = new Set<string>();
  await fc.assert(
    fc.asyncProperty(await requests(run), async ({ operation, method, path, json }) => {
      const answer = await run.ask(path, { method, json });
      expectAnswer(answer);
      if (answer.status < 300) done.add(operation);
      // Faults may have asked for much work.
      if (++asked % 20 === 0) {
        await run.ask('/api/v1/modules/module0/faults', { method: 'DELETE' });
        await run.ask('/api/v1/broker/faults', { method: 'DELETE' });
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Not only refusals were looked at.
  expect(done.size).toBeGreaterThan(15);
  await expectWell(run);
  expect(run.log.filter((line) => line.startsWith('error') && line.includes('control'))).toEqual([]);
});

test('whatever the headers are, nothing foreign is let in', { timeout: LIMIT_MS }, async () => {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const value = fc.oneof(
    fc.string({ maxLength: 60 }).filter((text) => /^[\x20-\x7e]*$/.test(text)),
    fc.constantFrom(
      'localhost',
      '127.0.0.1',
      `http://${run.host}`,
      'null',
      `Bearer ${TOKEN}`,
      'application/json',
      '0',
      '*',
    ),
  );
  const headers = fc.record(
    {
      host: value,
      origin: value,
      authorization: value,
      cookie: value,
      'content-type': value,
      'sec-fetch-site': fc.constantFrom('same-origin', 'same-site', 'cross-site', 'none', 'nonsense'),
      'last-event-id': value,
      'x-forwarded-for': value,
      'x-http-method-override': value,
    },
    { requiredKeys: [] },
  );
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD');
  const path = fc.constantFrom(
    '/',
    '/api/v1/status',
    '/api/v1/modules',
    '/api/v1/session',
    '/api/v1/modules/module0/reset',
  );
  await fc.assert(
    fc.asyncProperty(headers, method, path, fc.option(fc.string()), async (given, verb, where, body) => {
      const answer = await run.ask(where, {
        method: verb,
        token: '',
        headers: given,
        ...(body !== null && verb !== 'GET' && verb !== 'HEAD' && { body }),
      });
      if (verb !== 'HEAD') expectAnswer(answer);
      if (answer.status >= 300) return;
      expect(given.authorization).toBe(`Bearer ${TOKEN}`);
      // Of an empty one the client of the test makes its own.
      const own = `http://${given.host || run.host}`;
      expect(given.origin ?? own).toBe(own);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  await expectWell(run);
});

test('whatever bytes come instead of a request, others are answered', { timeout: LIMIT_MS }, async () => {
  const run = await controlled();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, begins) => {
      const head = begins
        ? `POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`
        : '';
      const socket = connect(Number(run.host.split(':')[1]), '127.0.0.1');
      socket.on('error', () => {});
      await new Promise<void>((resolve) => {
        socket.end(Buffer.concat([Buffer.from(head), bytes]), resolve);
      });
      socket.destroy();
      expect((await run.ask('/api/v1/status')).status).toBe(200);
    }),
    { numRuns: 100, seed: SEED },
  );
  expect(
    await askRaw(run.target, 'GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  ).toMatch(/^HTTP\/1\.1 401 /);
});
