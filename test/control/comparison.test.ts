import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readCases } from '../corpus/read-cases.ts';
import { type ControlledTest, controlled, TOKEN } from './support/controlled.ts';

// A few of those of the source, so that nothing must be built for this.
vi.mock('#compare/packed-cases', () => ({
  readPackedCases: () =>
    readCases()
      .filter(({ group }) => group === 'usercfg')
      .slice(0, 40),
}));

const COMPARISON = '/api/v1/comparison';
const LINE = `${COMPARISON}/line`;
const REPORT = `${COMPARISON}/report`;
const PATIENCE_MS = 60_000;

/** Holds the line of a comparison, with the module of the run at its end as the genuine one. */
async function join(run: ControlledTest) {
  const module = connect(run.ports['module0'] ?? 0, '127.0.0.1');
  const asked = request({
    ...{ host: '127.0.0.1', port: run.host.split(':')[1], path: LINE, agent: false },
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  asked.on('error', () => {}).end();
  const leave = (): void => {
    module.destroy();
    asked.destroy();
  };
  onTestFinished(leave);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  answer.on('error', () => {});
  answer.pipe(module);
  let sent: Promise<unknown> = Promise.resolve();
  module.on('data', (bytes) => {
    // What comes while the line breaks off or the program ends is lost, as on a wire.
    sent = sent.then(() => run.ask(LINE, { json: { base64: bytes.toString('base64') } })).catch(() => {});
  });
  return { answer, leave };
}

async function over(run: ControlledTest) {
  const state = async () => (await run.ask(COMPARISON)).body.state;
  await expect.poll(state, { timeout: PATIENCE_MS }).not.toBe('running');
  return (await run.ask(COMPARISON)).body;
}

test('a module at a port of whoever asks is compared, and reported on', {
  timeout: PATIENCE_MS,
}, async () => {
  const run = await controlled();
  expect((await run.ask(COMPARISON)).body).toEqual({ state: 'none' });
  const begun = await run.ask(COMPARISON, { json: { name: 'web-serial:303a:1001' } });
  expect([begun.status, begun.body]).toMatchObject([201, { state: 'running', name: 'web-serial:303a:1001' }]);
  const { answer } = await join(run);
  const body = await over(run);
  expect(body).toMatchObject({ state: 'over', report: true, findings: 0 });
  expect(body.progress.done).toBe(body.progress.planned);
  await expect.poll(() => answer.complete).toBe(true);
  const json = await run.ask(`${REPORT}?format=json`);
  expect(json.body).toMatchObject({
    format: 'atmqtt-comparison',
    port: 'web-serial:303a:1001',
    findings: [],
  });
  expect(json.body.played).toBeGreaterThan(5);
  const text = await run.ask(`${REPORT}?lang=zh`);
  expect(text.text).toMatch(/web-serial:303a:1001.*[\u4e00-\u9fff]/s);
  const html = await run.ask(`${REPORT}?format=html`);
  expect(html.headers['content-disposition']).toMatch(/^attachment; filename="atmqtt-comparison-.*\.html"$/);
  expect(html.text).toContain('<html lang="en">');
  const corrections = await run.ask(`${REPORT}?format=corrections`);
  expect(JSON.parse(corrections.text.split('\n')[0] ?? '')).toMatchObject({
    ...{ format: 'atmqtt-corrections', port: 'serial' },
  });
});

test('a line that breaks off is joined again, and the comparison goes on', {
  timeout: PATIENCE_MS,
}, async () => {
  const run = await controlled();
  await run.ask(COMPARISON, { json: {} });
  const first = await join(run);
  const second = await run.ask(LINE);
  expect([second.status, second.body.error.key]).toEqual([409, 'controlAction.lineTaken']);
  const done = async () => (await run.ask(COMPARISON)).body.progress?.done ?? 0;
  await expect.poll(done, { timeout: PATIENCE_MS }).toBeGreaterThan(2);
  first.leave();
  const notice = async () => (await run.ask(COMPARISON)).body.notice?.key;
  await expect.poll(notice, { timeout: PATIENCE_MS }).toBe('compare.waitsForModule');
  const late = await run.ask(LINE, { json: { base64: 'T0s=' } });
  expect([late.status, late.body.error.key]).toEqual([409, 'controlAction.lineMissing']);
  await join(run);
  expect(await over(run)).toMatchObject({
    ...{ state: 'over', findings: 0, notice: { key: 'compare.moduleIsBack' } },
  });
});

test('one that is called off reports on what was played', { timeout: PATIENCE_MS }, async () => {
  const run = await controlled();
  await run.ask(COMPARISON, { json: {} });
  const second = await run.ask(COMPARISON, { json: {} });
  expect([second.status, second.body.error.key]).toEqual([409, 'controlAction.comparesAlready']);
  await join(run);
  const done = async () => (await run.ask(COMPARISON)).body.progress?.done ?? 0;
  await expect.poll(done, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
  const { body } = await run.ask(COMPARISON, { method: 'DELETE' });
  expect(body).toMatchObject({ state: 'ended', report: true, why: { key: 'compare.stopped' } });
  expect((await run.ask(`${REPORT}?format=json`)).body.played).toBeGreaterThan(0);
});

test('what cannot be is refused', async () => {
  const run = await controlled();
  const refused: [string, object, number, string][] = [
    [REPORT, {}, 404, 'controlAction.noReport'],
    [LINE, {}, 409, 'controlAction.nothingCompared'],
    [LINE, { json: { base64: 'T0s=' } }, 409, 'controlAction.nothingCompared'],
    [COMPARISON, { method: 'DELETE' }, 409, 'controlAction.nothingCompared'],
    [COMPARISON, { json: { only: ['nothing'] } }, 400, 'compare.badOnly'],
    [COMPARISON, { json: { broker: '0.0.0.0:1883' } }, 400, 'scenario.anyAddress'],
    [COMPARISON, { json: {}, token: 'wrong' }, 401, 'control.wrongToken'],
    [LINE, { headers: { origin: 'http://elsewhere.example' } }, 403, 'control.foreignOrigin'],
  ];
  for (const [path, how, status, key] of refused) {
    const { status: got, body } = await run.ask(path, how);
    expect([path, got, body.error.key]).toEqual([path, status, key]);
  }
});
