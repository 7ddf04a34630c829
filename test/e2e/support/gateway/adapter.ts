import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../../../support/programs.ts';
import { signalServer, startServer } from '../../../support/server-process.ts';

const PATIENCE_MS = 10_000;

/**
 * A USB adapter: two pseudo-terminals that are joined. Its end at the gateway has a lasting name, as from udev, which comes and
 * goes with the adapter; every time it is plugged in, the terminal behind that name is another one.
 */
export class Adapter {
  /** The lasting name. */
  readonly path: string;
  readonly #folder: string;
  readonly #group: number | undefined;
  #cable: ChildProcess | undefined;
  #held: number[] = [];

  /**
   * @param folder where its names are
   * @param group may open it once udev has looked at it; undefined: it is the test's own
   */
  constructor(folder: string, name: string, group: number | undefined) {
    this.#folder = folder;
    this.path = join(folder, name);
    this.#group = group;
  }

  /** The end at the device. */
  get far(): string {
    return `${this.path}.far`;
  }

  /**
   * Plugs it in; until `settle` it is as the kernel makes it, with a name and for root alone.
   * @param wired what is at its other end before it has its name
   */
  async plug(wired: () => Promise<void>): Promise<void> {
    const near = `${this.path}.near`;
    this.#cable = await startServer({
      program: programPath('socat'),
      args: ['-d', '-d', `pty,rawer,link=${near}`, `pty,rawer,link=${this.far}`],
      ready: /starting data transfer loop/,
      timeoutMs: PATIENCE_MS,
    });
    // Else the cable ends when nobody has one of them open.
    this.#held = [near, this.far].map((path) =>
      openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK),
    );
    const device = readlinkSync(near);
    if (this.#group !== undefined) chmodSync(device, 0o600);
    await wired();
    // As udev does: the name leads to the old device or to the new one, and is never missing in between.
    const fresh = join(this.#folder, 'fresh');
    symlinkSync(device, fresh);
    renameSync(fresh, this.path);
  }

  /** Nobody must be let in first. */
  get isOpenToAll(): boolean {
    return this.#group === undefined;
  }

  /** What udev's rule does: the group may open it. */
  settle(): void {
    if (this.#group === undefined) return;
    const device = readlinkSync(this.path);
    chownSync(device, 0, this.#group);
    chmodSync(device, 0o660);
  }

  /** Pulls it out: the line hangs up, and the name goes. */
  async pull(): Promise<void> {
    const cable = this.#cable;
    if (cable === undefined) return;
    this.#cable = undefined;
    for (const each of this.#held) closeSync(each);
    this.#held = [];
    await signalServer(cable, 'SIGKILL');
    for (const path of [this.path, `${this.path}.near`, this.far]) rmSync(path, { force: true });
  }
}
