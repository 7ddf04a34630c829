import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FaultMapping } from '#faults/parse';
import { MAIN } from '../../program.ts';

/** A module of a program. */
export interface ModulePlan {
  readonly name: string;
  readonly ports: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What goes wrong with it, from each start of the program. */
  readonly faults?: readonly FaultMapping[];
}

/** A line of `--json`. */
export interface ProgramEvent {
  readonly event: string;
  readonly module: string;
  readonly line?: string;
  readonly host?: string;
  readonly items?: number;
  readonly time?: string;
  readonly fault?: string;
  readonly id?: number;
  readonly phase?: string;
  readonly link?: number;
  readonly from?: number;
  readonly to?: number;
}

/** Where a module can be reached. */
interface PortInfo {
  readonly kind: string;
  readonly port?: number;
  readonly link?: string;
}

interface ReadyLine {
  readonly modules: readonly { readonly name: string; readonly ports: readonly PortInfo[] }[];
}

interface ProgramOptions {
  readonly name: string;
  /** For its settings and the flash of each module. */
  readonly folder: string;
  readonly modules: readonly ModulePlan[];
  /** Its embedded broker, as a settings file has it. */
  readonly broker?: Readonly<Record<string, unknown>>;
  /** Takes its events; without it nobody hears of them. */
  readonly event?: (event: ProgramEvent) => void;
  readonly fault: (what: string) => void;
}

/** The built program with several modules, which may be killed and started again on the same flash. */
export class SoakedProgram {
  readonly name: string;
  readonly modules: readonly string[];
  readonly #options: ProgramOptions;
  readonly #config: string;
  #child: ChildProcess | undefined;
  #ports = new Map<string, readonly PortInfo[]>();
  #wanted = false;
  #ended: Promise<unknown> = Promise.resolve();
  /** How often it was started. */
  lives = 0;
  /** When it was started, and when it was up; milliseconds of the clock. */
  spawnedAt = 0;
  startedAt = 0;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.name = options.name;
    this.modules = options.modules.map(({ name }) => name);
    this.#config = join(options.folder, `${options.name}.yaml`);
    const modules = options.modules.map(({ name, ports, settings, faults }) => [
      name,
      { ports, settings, faults, flash: join(options.folder, name) },
    ]);
    const { broker } = options;
    const content = { logLevel: 'warn', broker, modules: Object.fromEntries(modules) };
    writeFileSync(this.#config, JSON.stringify(content));
  }

  /** Somebody hears its events, all of them as long as it is never killed. */
  get isTold(): boolean {
    return this.#options.event !== undefined;
  }

  /** Resolves when it has ended. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** Until it is killed. */
  get wanted(): boolean {
    return this.#wanted;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The ports of a module; none while the program is not up. */
  ports(module: string): readonly PortInfo[] {
    return this.#ports.get(module) ?? [];
  }

  /** Resolves once it is up. */
  async start(): Promise<void> {
    this.spawnedAt = Date.now();
    const child = spawn(process.execPath, [MAIN, 'run', '--config', this.#config, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#wanted = true;
    this.lives++;
    this.#ended = new Promise((resolve) => child.once('close', resolve));
    const log: string[] = [];
    createInterface(child.stderr).on('line', (line) => {
      log.push(line);
      if (log.length > 10) log.shift();
    });
    child.once('close', (code, signal) => {
      this.#ports = new Map();
      if (this.#wanted) this.#options.fault(`${this.name} ended (${code ?? signal}): ${log.join('\n')}`);
    });
    const { event } = this.#options;
    await new Promise<void>((resolve, reject) => {
      child.once('close', () => reject(new Error(`${this.name} did not start: ${log.join('\n')}`)));
      createInterface(child.stdout).on('line', (line) => {
        if (line.startsWith('{"ready":')) {
          const { modules } = JSON.parse(line) as ReadyLine;
          this.#ports = new Map(modules.map(({ name, ports }) => [name, ports]));
          this.startedAt = Date.now();
          resolve();
        } else if (event !== undefined && line.startsWith('{"event":'))
          event(JSON.parse(line) as ProgramEvent);
      });
    });
  }

  /** Resolves when it has gone and all that it had said was heard. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#wanted = false;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await this.#ended;
  }

  residentMib(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 102.4) / 10;
  }

  descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** What its descriptors are. */
  openFiles(): string[] {
    const folder = `/proc/${this.pid}/fd`;
    return readdirSync(folder).map((fd) => `${fd}: ${readlinkSync(join(folder, fd))}`);
  }
}
