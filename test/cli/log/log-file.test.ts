import { mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFile } from '#cli/log/log-file';
import { openTrace } from '#cli/run/trace';
import type { Message } from '#messages/message';
import { folder } from '../../support/folder.ts';

const reason = (key: 'noLogFile' | 'noTraceFile', file: string, code: string) => ({
  key: `cli.${key}`,
  params: { file, why: { key: 'errors.foreign', params: { text: expect.stringContaining(code) } } },
});

test.each(['noLogFile', 'noTraceFile'] as const)('%s: a file that cannot be opened', (key) => {
  const file = join(folder(), 'nowhere', 'log');
  expect(() => new LogFile(file, `cli.${key}`, () => {})).toThrow(
    expect.objectContaining({ name: 'UsageError', reason: reason(key, file, 'ENOENT') }),
  );
});

test('that lines are lost is told once, until some are written again', () => {
  const [here, told] = [folder(), [] as Message[]];
  const file = join(here, 'log');
  const log = new LogFile(file, 'cli.noLogFile', (why) => told.push(why));
  log.close();
  rmSync(file);
  const turns = ['first', 'second'].map((line) => {
    mkdirSync(file);
    log.reopen();
    log.write('lost\n');
    rmdirSync(file);
    log.write(`${line}\n`);
    log.close();
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    return text;
  });
  expect(turns).toEqual(['first\n', 'second\n']);
  expect(told).toEqual([reason('noLogFile', file, 'EISDIR'), reason('noLogFile', file, 'EISDIR')]);
});

test('a trace that cannot be written is told in the log', () => {
  const [file, told] = [join(folder(), 'trace'), [] as unknown[]];
  const opened: LogFile[] = [];
  const options = { file, inLog: () => false, json: false, several: false };
  openTrace(
    options,
    (...line) => told.push(line),
    { write() {} },
    (each) => opened.push(each),
  );
  rmSync(file);
  mkdirSync(file);
  for (const each of opened) each.reopen();
  expect(told).toEqual([['error', 'trace', reason('noTraceFile', file, 'EISDIR')]]);
});
