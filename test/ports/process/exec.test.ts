import { describe, expect, onTestFinished, test } from 'vitest';
import { message } from '#messages/message';
import { parsePortSpec } from '#ports/index';
import { groupRuns } from '#ports/process/process-group';
import { needs } from '../../support/needs.ts';
import { event, eventually, failure, openPort, Recorder, read, within, write } from '../support/helpers.ts';

async function run(command: string) {
  const { port, events } = await openPort(`exec:${command}`);
  return { port, events, module: await events.next() };
}

describe('a program as the host', needs('Unix'), () => {
  test('speaks on its standard input and output', async () => {
    const { port, events, module } = await run('read line; printf "%s:%s" "$line" heard; cat');
    expect(port.info).toEqual({ kind: 'exec', command: 'read line; printf "%s:%s" "$line" heard; cat' });
    expect(events.names).toEqual(['exec read line; printf "%s:%s" "$line" heard; cat']);
    await write(module, 'AT\n');
    expect(`${await read(module, 8)}`).toBe('AT:heard');
  });

  test('has its standard error in the log line by line, and its end', async () => {
    const { events, module } = await run('printf "one\\r\\n\\ntw" >&2; printf "o\\nthree" >&2; exit 3');
    await within('close', event(module.resume(), 'close'));
    await eventually('end in the log', () => events.notices.length === 5);
    expect(events.notices).toEqual([
      'info: exec: one',
      'info: exec: ',
      'info: exec: two',
      'info: exec: three',
      expect.stringMatching(/^warn: exec: printf .* exited with code 3$/),
    ]);
  });

  test('cannot fill the memory with one long line', async () => {
    const { events, module } = await run(
      'head -c 1000000 /dev/zero | tr "\\0" x >&2; echo >&2; echo end >&2',
    );
    await within('close', event(module.resume(), 'close'));
    await eventually('end in the log', () => events.notices.length === 3);
    expect(events.notices[0]).toBe(`info: exec: ${'x'.repeat(4096)}`);
    expect(events.notices[1]).toBe('info: exec: end');
  });

  test.each([
    ['true', 'info: exec: true exited with code 0'],
    ['kill -9 $$', 'warn: exec: kill -9 $$ was ended by SIGKILL'],
    [
      'exec no-such-program 2>/dev/null',
      'warn: exec: exec no-such-program 2>/dev/null exited with code 127: a program in it was not found',
    ],
    [
      'exec /dev/null 2>&1',
      'warn: exec: exec /dev/null 2>&1 exited with code 126: a program in it cannot be run',
    ],
    [
      'sh -c "kill -9 \\$\\$"; exit $?',
      'warn: exec: sh -c "kill -9 \\$\\$"; exit $? exited with code 137 (SIGKILL)',
    ],
  ])('%s: its end is told', async (command, reason) => {
    const { events, module } = await run(command);
    await within('close', event(module.resume(), 'close'));
    await eventually('end in the log', () =>
      events.notices.some((notice) => /(ended by|exited with) /.test(notice)),
    );
    expect(events.notices.at(-1)).toBe(reason);
  });

  test('that the system does not start is told of', async () => {
    const command = `: ${'x'.repeat(1 << 18)}`;
    const error = await failure(() => parsePortSpec(`exec:${command}`).open(new Recorder()));
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      reason: message('ports.programNotStarted', {
        command,
        why: message('errors.foreign', { text: 'spawn E2BIG' }),
      }),
    });
  });

  test('is heard to the last byte, however late the module reads', async () => {
    const { module } = await run('head -c 50000 /dev/zero');
    expect((await read(module, 50_000)).equals(Buffer.alloc(50_000))).toBe(true);
    await within('close', event(module.resume(), 'close'));
  });

  test('that does not read any more can still speak', async () => {
    const { module } = await run('exec 0<&-; echo up; sleep 0.1; echo AT');
    expect(`${await read(module, 3)}`).toBe('up\n');
    await write(module, Buffer.alloc(200_000));
    expect(`${await read(module, 3)}`).toBe('AT\n');
    await within('close', event(module.resume(), 'close'));
  });

  test('sees the end of its input when the module lets it go', async () => {
    const { module } = await run('cat; echo over');
    module.end('AT\n');
    expect(`${await read(module, 8)}`).toBe('AT\nover\n');
  });

  test('is ended when the port closes, and nothing is said of it', async () => {
    const { port, events, module } = await run('echo $$; sleep 1000');
    let printed = '';
    module.on('data', (chunk: Buffer) => {
      printed += chunk;
    });
    await eventually('process id', () => printed.endsWith('\n'));
    const pid = Number(printed);
    expect(groupRuns(pid)).toBe(true);
    onTestFinished(() => {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // As it should be.
      }
    });
    await within('port to close', port.close());
    expect(module.destroyed).toBe(true);
    expect(groupRuns(pid)).toBe(false);
    expect(events.notices).toEqual([]);
  });
});
