import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../support/needs.ts';
import { fill, smallDisk } from '../support/small-disk.ts';
import { folder, MAIN, readyFile, start, until } from './program.ts';

// The log of a service: in a file that is rotated, with a level that is changed while it runs.

/** The built program as a service has it, without a terminal. */
async function service(config: string, more: readonly string[] = []) {
  const ready = join(folder(), 'ready.json');
  const child: ChildProcess = spawn(
    process.execPath,
    [MAIN, 'run', '--config', config, '--port', 'tcp-listen:127.0.0.1:0', '--ready-file', ready, ...more],
    // A session of its own, so without the terminal that this test may have.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const told = (await readyFile(ready)) as { modules: [{ ports: [{ port: number }] }] };
  const host = connect(told.modules[0].ports[0].port, '127.0.0.1');
  host.on('data', () => {});
  onTestFinished(() => void host.destroy());
  return { child, host, exited, stderr: () => stderr };
}

const content = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const logged = (file: string, text: string): Promise<true> =>
  until(text, () => (content(file).includes(text) ? true : undefined));

function configuration(level: string): string {
  const file = join(folder(), 'atmqtt.yaml');
  writeFileSync(file, `logLevel: ${level}\nsettings:\n  links: 1\n`);
  return file;
}

describe('a service without a terminal', needs('Linux'), () => {
  test('goes on in a new file once logrotate has renamed the old one', async () => {
    const file = join(folder(), 'atmqtt.log');
    const { child, host, exited, stderr } = await service(configuration('info'), ['--log-file', file]);
    host.write('first\r\n');
    await logged(file, 'the line does not start with AT');
    expect(content(file)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}at: the line does not start with AT/m);
    renameSync(file, `${file}.1`);
    host.write('second\r\n');
    await until('the line in the renamed file', () =>
      content(`${file}.1`).split('does not start').length === 3 ? true : undefined,
    );
    child.kill('SIGHUP');
    await logged(file, 'SIGHUP: the log is opened again');
    host.write('AT+NOTHING\r\n');
    await logged(file, 'there is no command AT+NOTHING');
    expect(content(`${file}.1`)).not.toContain('AT+NOTHING');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(stderr()).toBe('');
  });

  test('goes on in a new file of its trace as well', async () => {
    const trace = join(folder(), 'trace.log');
    const { child, host } = await service(configuration('info'), ['--trace', trace]);
    host.write('AT+GMR\r\n');
    await logged(trace, 'AT+GMR');
    renameSync(trace, `${trace}.1`);
    child.kill('SIGHUP');
    await until('the new file', () => (existsSync(trace) ? true : undefined));
    host.write('AT+CWMODE?\r\n');
    await logged(trace, 'AT+CWMODE?');
    expect(content(`${trace}.1`)).not.toContain('AT+CWMODE?');
  });

  test('takes another log level from its settings file, and says what needs a restart', async () => {
    const file = join(folder(), 'atmqtt.log');
    const config = configuration('warn');
    const { child, host } = await service(config, ['--log-file', file]);
    writeFileSync(config, 'logLevel: debug\nsettings:\n  links: 2\n');
    child.kill('SIGHUP');
    await logged(file, 'the log is opened again, its level is debug');
    await logged(file, 'changed only after a restart: module0: settings.links');
    const second = connect(host.remotePort ?? 0, '127.0.0.1');
    onTestFinished(() => void second.destroy());
    await logged(file, ' debug ports: ');
  });

  test('shows the traffic no more once its level is no longer trace, and says that trace takes a restart', async () => {
    const [file, other] = [join(folder(), 'atmqtt.log'), join(folder(), 'atmqtt.log')];
    const config = configuration('trace');
    const { child, host } = await service(config, ['--log-file', file]);
    host.write('AT\r\n');
    await logged(file, '> AT\n');
    writeFileSync(config, 'logLevel: info\nsettings:\n  links: 1\n');
    child.kill('SIGHUP');
    await logged(file, 'its level is info');
    host.write('AT+GMR\r\nAT+NOTHING\r\n');
    await logged(file, 'there is no command AT+NOTHING');
    expect(content(file)).not.toContain('AT+GMR');
    // Nothing has to be made ready for it again.
    writeFileSync(config, 'logLevel: trace\nsettings:\n  links: 1\n');
    child.kill('SIGHUP');
    await logged(file, 'its level is trace');
    host.write('AT+CMD?\r\n');
    await logged(file, '> AT+CMD?\n');

    const quiet = configuration('info');
    const another = await service(quiet, ['--log-file', other]);
    writeFileSync(quiet, 'logLevel: trace\nsettings:\n  links: 1\n');
    another.child.kill('SIGHUP');
    await logged(other, 'changed only after a restart: logLevel: trace');
  });

  test('takes what its settings file says last, however many signals come at once', async () => {
    const file = join(folder(), 'atmqtt.log');
    const config = configuration('info');
    const { child, exited } = await service(config, ['--log-file', file]);
    writeFileSync(config, 'logLevel: debug\n');
    for (let n = 0; n < 200; n++) child.kill('SIGHUP');
    writeFileSync(config, 'logLevel: info\nsettings:\n  links: 1\n');
    child.kill('SIGHUP');
    await until('the last level', () =>
      /.*its level is (\w+)/s.exec(content(file))?.[1] === 'info' ? true : undefined,
    );
    // It is the end all the same.
    child.kill('SIGTERM');
    child.kill('SIGHUP');
    expect(await exited).toBe(0);
    expect(/.*its level is (\w+)/s.exec(content(file))?.[1]).toBe('info');
  });

  test('says that nobody reads a pipe, instead of waiting for that', async () => {
    const pipe = join(folder(), 'log');
    execFileSync('mkfifo', [pipe]);
    const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0', '--log-file', pipe]);
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toContain(`The log cannot be written to ${pipe}: ENXIO`);
  });

  test('stays as it is when the settings file has a mistake', async () => {
    const file = join(folder(), 'atmqtt.log');
    const config = configuration('info');
    const { child, host } = await service(config, ['--log-file', file]);
    writeFileSync(config, 'logLevel: loud\n');
    child.kill('SIGHUP');
    await logged(file, `SIGHUP: the settings stay as they are: ${config}:1: logLevel takes`);
    host.write('hello\r\n');
    await logged(file, 'the line does not start with AT');
  });

  test('a log file that cannot be opened is told at once, and one that is lost meanwhile on standard error', async () => {
    const place = folder();
    const missing = join(place, 'no', 'atmqtt.log');
    const program = start(['run', '--port', 'tcp-listen:127.0.0.1:0', '--log-file', missing]);
    expect(await program.exited).toBe(2);
    expect(program.stderr()).toBe(
      `atmqtt: The log cannot be written to ${missing}: ENOENT: no such file or directory, open '${missing}'.\n`,
    );
  });

  test('only its owner can read the log', async () => {
    const file = join(folder(), 'atmqtt.log');
    await service(configuration('info'), ['--log-file', file]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('a log on a disk that is full', needs('Linux', 'a small disk'), () => {
  test('loses its lines, says so once, stops nobody, and goes on with whole lines once there is room', async () => {
    const disk = smallDisk(64 * 1024);
    const file = join(disk, 'atmqtt.log');
    const config = configuration('debug');
    const { child, host, exited, stderr } = await service(config, ['--log-file', file]);
    let said = '';
    host.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const filler = fill(disk);
    for (let turn = 0; turn < 100; turn++) host.write(`AT+MISSING${turn}\r\nAT\r\n`);
    await until('all answers', () => (said.split('OK\r\n').length === 101 ? true : undefined));
    expect(stderr().split('\n')).toEqual([
      `atmqtt: The log cannot be written to ${file}: ENOSPC: no space left on device, write.`,
      '',
    ]);
    rmSync(filler);
    host.write('AT+PRESENT\r\n');
    await logged(file, 'there is no command AT+PRESENT');
    for (const line of content(file).split('\n').slice(0, -1))
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[^\0]+$/);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });
});

describe('a terminal whose echo is on', needs('Linux'), () => {
  test('does not fill the log, which names the cause', async () => {
    const link = join(folder(), 'tty');
    const log = join(folder(), 'atmqtt.log');
    const { exited, child } = await service(configuration('info'), [
      '--port',
      `pty:${link}`,
      '--log-file',
      log,
    ]);
    const echoing = spawn('sh', ['-c', `stty raw echo <"$0"; printf 'AT\\r\\n' >"$0"; sleep 3 <"$0"`, link]);
    await new Promise((resolve) => echoing.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
    const lines = content(log).split('\n');
    expect(lines.length).toBeLessThan(40);
    expect(content(log)).toContain(
      'is the echo of the terminal on (stty -echo switches it off), or is TX wired to RX?',
    );
    expect(content(log)).toMatch(/\(\d{2,} more times within \d+ s\)/);
  });
});
