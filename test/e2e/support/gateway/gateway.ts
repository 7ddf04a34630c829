import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../../../support/programs.ts';
import { MAIN, until } from '../../program.ts';
import { type Rights, rightsOfUnit } from './rights.ts';

/** What a gateway on a small board has. */
const NODE_OPTIONS = '--max-old-space-size=64';

/** A module of the settings file. */
export interface GatewayModule {
  readonly ports: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The built program as the unit runs it: another user with few rights, without a terminal, folders of systemd's kind. */
export class Gateway {
  readonly rights: Rights;
  readonly #folder: string;
  readonly #config: string;
  #child: ChildProcess | undefined;
  #exited: Promise<number | string> = Promise.resolve('');
  #stderr = '';

  /** @param folder everything of it is below */
  constructor(folder: string) {
    this.rights = rightsOfUnit(programPath('setpriv'));
    this.#folder = folder;
    this.#config = join(folder, 'etc', 'atmqtt.yaml');
    chmodSync(folder, 0o755);
    for (const name of ['etc', 'dev']) mkdirSync(join(folder, name), { mode: 0o755 });
    for (const name of ['lib', 'run', 'log']) this.#own(join(folder, name));
  }

  /** Where the lasting names of adapters are. */
  get dev(): string {
    return join(this.#folder, 'dev');
  }

  get logFile(): string {
    return join(this.#folder, 'log', 'atmqtt.log');
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves with its exit code, or the signal that ended it. */
  get exited(): Promise<number | string> {
    return this.#exited;
  }

  /** What is not in the log file. */
  get stderr(): string {
    return this.#stderr;
  }

  flash(module: string): string {
    return join(this.#folder, 'lib', module);
  }

  /** Writes the settings file. @param more what is in it besides the modules */
  configure(more: Readonly<Record<string, unknown>>, modules: Readonly<Record<string, GatewayModule>>): void {
    const named = Object.entries(modules).map(([name, module]) => [
      name,
      { ...module, flash: this.flash(name) },
    ]);
    writeFileSync(this.#config, JSON.stringify({ ...more, modules: Object.fromEntries(named) }, null, 2));
  }

  /** Makes a folder that belongs to the service. */
  #own(path: string): void {
    mkdirSync(path, { mode: 0o700 });
    this.#give(path);
  }

  #give(path: string): void {
    const { user } = this.rights;
    if (user !== undefined) chownSync(path, user, user);
  }

  /** Puts a file into the flash of a module, as an administrator would. */
  store(module: string, path: string, content: string): void {
    const parts = path.split('/');
    for (let at = 0; at < parts.length; at++) {
      const folder = join(this.flash(module), ...parts.slice(0, at));
      if (!existsSync(folder)) this.#own(folder);
    }
    writeFileSync(join(this.flash(module), path), content, { mode: 0o600 });
    this.#give(join(this.flash(module), path));
  }

  /** Starts it; it is up once `ready`. */
  start(): void {
    const child = this.#spawn([
      ...['run', '--config', this.#config, '--wait', 'forever'],
      ...['--log-file', this.logFile, '--ready-file', this.#readyFile],
    ]);
    this.#child = child;
    this.#stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk;
    });
    this.#exited = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
    });
  }

  /** Everything is up. */
  get isReady(): boolean {
    return existsSync(this.#readyFile);
  }

  ready(): Promise<true> {
    return until('the ready file', () => (this.isReady ? true : undefined));
  }

  get #readyFile(): string {
    return join(this.#folder, 'run', 'ready.json');
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#exited;
  }

  /** Runs another command as the same user. @returns what it printed @throws when it failed, with what it said */
  async run(args: readonly string[]): Promise<string> {
    const child = this.#spawn(args);
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`atmqtt ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  #spawn(args: readonly string[]): ChildProcess {
    const [program = '', ...words] = [...this.rights.under, process.execPath, MAIN, ...args];
    return spawn(program, words, {
      cwd: join(this.#folder, 'lib'),
      // A session of its own, so without the terminal that the test may have.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', NODE_OPTIONS },
    });
  }

  get log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Awaits a text in the log, from a place of it on. */
  async logged(text: string | RegExp, from = 0): Promise<void> {
    const came = (log: string): boolean => (typeof text === 'string' ? log.includes(text) : text.test(log));
    await until(`${text} in the log`, () => (came(this.log.slice(from)) ? true : undefined));
  }

  /** What logrotate does. @returns the file that was the log */
  rotate(): string {
    const old = `${this.logFile}.1`;
    renameSync(this.logFile, old);
    this.signal('SIGHUP');
    return old;
  }
}
