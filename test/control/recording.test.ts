import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CtlClient } from '#cli/ctl/client';
import type { CtlContext } from '#cli/ctl/commands';
import { beginRecording, endRecording, saveRecording } from '#cli/ctl/recording';
import { readRecording } from '#recording/read-recording';
import { readScenario } from '#scenario/read/read-scenario';
import { ManualClock } from '#testing/manual-clock';
import { folder } from '../support/folder.ts';
import { type ControlledTest, controlled, TOKEN } from './support/controlled.ts';
import { listenTo } from './support/event-source.ts';

const RECORDING = '/api/v1/recording';
const DOWNLOAD = `${RECORDING}/download`;

/** What a recording has, read as a file is. */
async function entriesOf(text: string) {
  const file = join(folder(), 'recording.ndjson');
  writeFileSync(file, text);
  const warnings: unknown[] = [];
  const { header, entries } = await readRecording(file, (said) => warnings.push(said));
  const all = [];
  for await (const entry of entries) all.push(entry);
  expect(warnings).toEqual([]);
  return { header, entries: all };
}

/** All that went one way. */
async function said(text: string, dir: 'host' | 'module'): Promise<string> {
  const { entries } = await entriesOf(text);
  return entries
    .map((each) => (each.kind === 'chunk' && each.dir === dir ? each.bytes.toString() : ''))
    .join('');
}

/** A run whose host has connected to the embedded broker, with a password. */
async function connected(): Promise<{
  run: ControlledTest;
  host: Awaited<ReturnType<ControlledTest['dial']>>;
}> {
  const run = await controlled({ broker: '127.0.0.1:0' });
  const host = await run.dial();
  await host.command('AT+MQTTUSERCFG=0,1,"pump","user","s3cret",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${new URL(run.broker ?? '').port},0`);
  return { run, host };
}

test('a recording begins and ends while the run goes on, and is told of', async () => {
  const { run, host } = await connected();
  const source = await listenTo(run.target, '?types=recording');
  expect((await run.ask(RECORDING)).body).toEqual({
    ...{ state: 'none', secrets: false, bytes: 0, limitBytes: 16_777_216, modules: [] },
  });
  expect((await run.ask(DOWNLOAD)).body.error.key).toBe('controlAction.noRecording');
  expect((await run.ask(RECORDING, { method: 'DELETE' })).body.error.key).toBe(
    'controlAction.noRecordingRuns',
  );
  const begun = await run.ask(RECORDING, { json: {} });
  expect([begun.status, begun.body.state, begun.body.secrets]).toEqual([201, 'running', false]);
  expect((await run.ask(RECORDING, { json: {} })).body.error).toMatchObject({
    ...{ code: 'CONFLICT', key: 'controlAction.recordingRuns' },
  });
  await host.command('AT+MQTTPUB=0,"lamp","on",1,0');
  const { body } = await run.ask(RECORDING);
  expect(body).toMatchObject({ state: 'running', modules: ['module0'], startedAt: begun.body.startedAt });
  expect(body.bytes).toBeGreaterThan(100);
  const ended = await run.ask(RECORDING, { method: 'DELETE' });
  expect([ended.status, ended.body.state]).toEqual([200, 'ended']);
  await host.command('AT+MQTTPUB=0,"lamp","off",1,0');
  const { text } = await run.ask(DOWNLOAD);
  expect(await said(text, 'host')).toBe('AT+MQTTPUB=0,"lamp","on",1,0\r\n');
  await source.until(({ data }) => data.state === 'ended');
  expect(source.events.map(({ data }) => data.state)).toEqual(['running', 'ended']);
  // The next one begins anew.
  await run.ask(RECORDING, { json: {} });
  expect((await run.ask(DOWNLOAD)).text).not.toContain('lamp');
});

test('the recording of a module is what the tap makes: times, hosts that are there, secrets masked', async () => {
  const { run, host } = await connected();
  await run.ask(RECORDING, { json: {} });
  await host.command('AT+MQTTUSERCFG=1,1,"x","user","s3cret",0,0,""').catch(() => {});
  const late = await run.dial();
  await run.ask(RECORDING);
  late.leave();
  await host.command('AT+CWJAP="lab","pa55word"');
  const { headers, text } = await run.ask(DOWNLOAD);
  expect(headers['content-type']).toBe('application/x-ndjson');
  expect(headers['content-disposition']).toMatch(
    /^attachment; filename="atmqtt-module0-\d{8}T\d{6}\.ndjson"$/,
  );
  const { header, entries } = await entriesOf(text);
  expect(header).toMatchObject({
    module: 'module0',
    host: 'tcp-listen:0',
    firmware: expect.any(String),
    masked: true,
  });
  const events = entries.flatMap((each) => (each.kind === 'event' ? [each.event] : []));
  expect(events.slice(0, 2)).toMatchObject([
    { event: 'opened', side: 'host', name: expect.stringMatching(/./) },
    { event: 'opened', side: 'host' },
  ]);
  expect(events.map(({ event }) => event)).toContain('closed');
  expect(text).not.toMatch(/s3cret|pa55word/);
  expect(await said(text, 'module')).toContain('WIFI GOT IP');
});

test('with secrets: true the bytes are those of the wire', async () => {
  const { run, host } = await connected();
  await run.ask(RECORDING, { json: { secrets: true } });
  await host.command('AT+CWJAP="lab","pa55word"');
  const { text } = await run.ask(DOWNLOAD);
  expect(await said(text, 'host')).toBe('AT+CWJAP="lab","pa55word"\r\n');
  expect((await entriesOf(text)).header.masked).toBeUndefined();
  expect((await run.ask(DOWNLOAD, { token: '' })).status).toBe(401);
});

test('as a transcript it is a scenario that can be played', async () => {
  const { run, host } = await connected();
  await run.ask(RECORDING, { json: {} });
  await host.command('AT+MQTTSUB=0,"lamp",1');
  await host.command('AT+MQTTPUB=0,"lamp","on",1,0');
  const { headers, text } = await run.ask(`${DOWNLOAD}?format=transcript`);
  expect(headers['content-disposition']).toMatch(/\.yaml"$/);
  expect(text).toContain('AT+MQTTPUB=0,"lamp","on",1,0');
  const file = join(folder(), 'made.yaml');
  writeFileSync(file, text);
  expect(readScenario(file).steps.length).toBeGreaterThan(1);
});

/** The comments of a capture, in their order. */
const commentsIn = (capture: string): string => capture.replaceAll(/[^\x20-\x7e]+/g, ' ');

test('as a pcapng it is a capture, also of a connection that was there before', async () => {
  const { run, host } = await connected();
  await run.ask(RECORDING, { json: {} });
  await host.command('AT+MQTTPUB=0,"lamp","on",1,0');
  await host.command('AT+MQTTCLEAN=0');
  await host.command('AT+MQTTUSERCFG=0,1,"pump","user","s3cret",0,0,""');
  await host.command(`AT+MQTTCONN=0,"127.0.0.1",${new URL(run.broker ?? '').port},0`);
  const { headers, text } = await run.ask(`${DOWNLOAD}?format=pcapng`);
  expect(headers['content-type']).toBe('application/x-pcapng');
  expect(headers['content-disposition']).toMatch(/^attachment; filename="atmqtt-brokers-[\dT]+\.pcapng"$/);
  const shown = commentsIn(text);
  expect(shown).toContain('the connection was open before this capture began');
  expect(
    shown.match(/AT\+MQTTCONN of host/g)?.length ?? shown.match(/AT\+MQTTCONN/g)?.length,
  ).toBeGreaterThan(0);
  expect(shown).toContain('lamp');
  expect(shown).not.toContain('s3cret');
});

test('what would grow over its bound ends, and says so', async () => {
  const clock = new ManualClock();
  const { session, events } = await fullSession(clock);
  expect(session.state).toBe('full');
  expect(session.bytes).toBeLessThanOrEqual(session.limitBytes);
  expect(session.bytes).toBeGreaterThan(session.limitBytes * 0.99);
  expect(events).toEqual(['running', 'full']);
  const { entries } = await entriesOf(session.recording('pump') ?? '');
  expect(entries.length).toBeGreaterThan(100);
});

/** A session that a host has said too much in. */
async function fullSession(clock: ManualClock) {
  const { RecordingSession } = await import('#control/recording/recording-session');
  const events: string[] = [];
  const session = new RecordingSession({
    clock,
    secrets: true,
    describe: (module) => ({ module, host: 'tcp-listen:0' }),
    changed: (state) => events.push(state),
  });
  const bytes = Buffer.alloc(60_000, 'x');
  for (let count = 0; count < 400; count++) session.line('pump').bytes('host', bytes, true);
  session.end('ended');
  return { session, events };
}

test('what is typed over the control plane is part of it', async () => {
  const { run } = await connected();
  await run.ask(RECORDING, { json: {} });
  await run.ask('/api/v1/modules/module0/input', { json: { line: 'AT+CWJAP="lab","pa55word"' } });
  await run.ask('/api/v1/modules/module0/input', { json: { line: 'AT+GMR' } });
  const { text } = await run.ask(DOWNLOAD);
  expect(await said(text, 'host')).toBe('AT+CWJAP="lab","***"\r\nAT+GMR\r\n');
});

test('from a shell it is begun, ended and saved', async () => {
  const { run, host } = await connected();
  const printed: string[] = [];
  const context: CtlContext = {
    client: new CtlClient({ url: new URL(`http://${run.host}`), path: undefined, token: TOKEN }),
    ...{ module: undefined, json: false, print: (line) => void printed.push(line), write() {} },
  };
  expect(await beginRecording(context, false)).toBe(true);
  await host.command('AT+GMR');
  expect(await endRecording(context)).toBe(true);
  expect(printed).toEqual([expect.stringMatching(/^running \d+$/), expect.stringMatching(/^ended \d+$/)]);
  for (const [format, begins] of [
    ['recording', '{"format":"atmqtt-recording"'],
    ['transcript', '# '],
    ['pcapng', '\n\r\r\n'],
  ] as const) {
    const file = join(folder(), `saved.${format}`);
    expect(await saveRecording(context, file, format)).toBe(true);
    expect(readFileSync(file, 'latin1').slice(0, begins.length)).toBe(begins);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  await expect(endRecording(context)).rejects.toMatchObject({ answer: { error: { code: 'CONFLICT' } } });
});

test('of several modules one is named', async () => {
  const config = join(folder(), 'atmqtt.yaml');
  writeFileSync(config, 'modules:\n  pump:\n    ports: [tcp-listen:0]\n  lamp:\n    ports: [tcp-listen:0]\n');
  const run = await controlled({ port: [], config });
  const [pump, lamp] = [await run.dial('pump'), await run.dial('lamp')];
  await run.ask(RECORDING, { json: {} });
  await pump.command('AT+GMR');
  await lamp.command('AT');
  const key = async (query: string) => (await run.ask(`${DOWNLOAD}${query}`)).body?.error.key;
  expect(await key('')).toBe('controlAction.whichRecording');
  expect(await key('?module=fan')).toBe('controlAction.nothingOfModule');
  expect(await key('?format=transcript')).toBe('controlAction.whichRecording');
  expect(await said((await run.ask(`${DOWNLOAD}?module=pump`)).text, 'host')).toBe('AT+GMR\r\n');
  expect(await said((await run.ask(`${DOWNLOAD}?module=lamp`)).text, 'host')).toBe('AT\r\n');
  expect((await run.ask(`${DOWNLOAD}?format=pcapng`)).status).toBe(200);
});
