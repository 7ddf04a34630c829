import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { TestHost } from '#testing/index';
import { folder, MAIN, readyFile } from '../program.ts';

const PATIENCE_MS = 20_000;
export const OK = '\r\nOK\r\n';

/** The built program with a flash, and a host. */
export class FlashRun {
  readonly host: TestHost;
  /** All that the host has heard. */
  readonly heard: () => string;
  readonly stderr: () => string;
  readonly kill: () => Promise<void>;

  private constructor(socket: Socket, stderr: () => string, kill: () => Promise<void>) {
    this.host = new TestHost(socket);
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk;
    });
    this.heard = () => heard;
    this.stderr = stderr;
    this.kill = kill;
  }

  /**
   * @param under what the program is run by, and its arguments
   * @param options further ones of `atmqtt run`
   */
  static async start(
    flash: string,
    under: readonly string[] = [],
    options: readonly string[] = [],
  ): Promise<FlashRun> {
    const ready = join(folder(), 'ready.json');
    const program = [
      process.execPath,
      MAIN,
      'run',
      '--port',
      'tcp-listen:0',
      '--flash',
      flash,
      '--ready-file',
      ready,
      ...options,
    ];
    const [command = '', ...args] = [...under, ...program];
    // A group of its own, so that what is traced ends with its tracer.
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const kill = async (): Promise<void> => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        process.kill(-child.pid, 'SIGKILL');
      }
      await exited;
    };
    onTestFinished(kill);
    const told = (await readyFile(ready)) as { modules: [{ ports: [{ port: number }] }] };
    const socket = connect(told.modules[0].ports[0].port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const run = new FlashRun(socket, () => stderr, kill);
    await run.ask('ATE0', OK);
    return run;
  }

  async ask(line: string, answer: string): Promise<void> {
    this.host.send(`${line}\r\n`);
    await this.host.expect(answer, { timeout: PATIENCE_MS });
  }

  async connect(port: number): Promise<void> {
    await this.ask('AT+MQTTUSERCFG=0,1,"device","","",0,0,""', OK);
    await this.ask('AT+MQTTCONNCFG=0,60,1,"","",0,0', OK);
    await this.ask(`AT+MQTTCONN=0,"127.0.0.1",${port},1`, OK);
  }

  /** Publishes with data mode. */
  async publish(bytes: number, answer: string): Promise<void> {
    await this.ask(`AT+MQTTPUBRAW=0,"out",${bytes},1,0`, '\r\nOK\r\n\r\n>');
    this.host.send('x'.repeat(bytes));
    await this.host.expect(answer, { timeout: PATIENCE_MS });
  }
}

/** Where the session of its client `device` is. */
export const journalIn = (flash: string, port: number): string => {
  const name = createHash('sha256').update(`device\n127.0.0.1:${port}`).digest('hex').slice(0, 16);
  return join(flash, 'sessions', `${name}.ndjson`);
};
