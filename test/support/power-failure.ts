import fs, {
  fstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

type AnyFunction = (...args: unknown[]) => unknown;

const CALLS = ['fsyncSync', 'fdatasyncSync', 'fdatasync'] as const;

/**
 * A disk below a folder that keeps what was synced, and nothing else: the content of a file as it was when it was synced, the
 * names in a folder as they were when that was. Folders themselves are always there.
 */
export class SyncedDisk {
  readonly #root: string;
  readonly #contents = new Map<number, Buffer>();
  /** By folder, as a path below the root. */
  readonly #names = new Map<string, ReadonlyMap<string, number>>();
  /** The syncs there were, in their order. */
  readonly syncs: (typeof CALLS)[number][] = [];

  readonly #pending: Promise<void>[] = [];

  /** What is in the folder now was there long before. */
  constructor(root: string) {
    this.#root = root;
    for (const folder of this.#folders()) {
      this.#names.set(folder, this.#list(folder));
      for (const [name, inode] of this.#list(folder)) {
        this.#contents.set(inode, readFileSync(join(root, folder, name)));
      }
    }
    const genuine = Object.fromEntries(CALLS.map((name) => [name, fs[name]])) as Record<string, AnyFunction>;
    const put = (name: string, by: AnyFunction): void => {
      (fs as unknown as Record<string, AnyFunction>)[name] = by;
    };
    for (const name of CALLS) {
      put(name, (descriptor, ...rest) => {
        this.#synced(name, descriptor as number);
        const done = rest.pop();
        if (typeof done !== 'function') return genuine[name]?.(descriptor);
        const pending = new Promise<void>((resolve) => {
          genuine[name]?.(descriptor, (error: unknown) => {
            done(error);
            resolve();
          });
        });
        this.#pending.push(pending);
        return undefined;
      });
    }
    syncBuiltinESMExports();
    onTestFinished(() => {
      for (const name of CALLS) put(name, genuine[name] as AnyFunction);
      syncBuiltinESMExports();
    });
  }

  /** Resolves when no sync is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Writes what is left when the power fails now. @param to an empty folder */
  left(to: string): void {
    for (const folder of this.#folders()) {
      mkdirSync(join(to, folder), { recursive: true });
      for (const [name, inode] of this.#names.get(folder) ?? []) {
        writeFileSync(join(to, folder, name), this.#contents.get(inode) ?? '');
      }
    }
  }

  #synced(call: (typeof CALLS)[number], descriptor: number): void {
    const path = readlinkSync(`/proc/self/fd/${descriptor}`);
    // Such as what was left, which the test looks into.
    if (path !== this.#root && !path.startsWith(`${this.#root}/`)) return;
    this.syncs.push(call);
    const stats = fstatSync(descriptor);
    if (stats.isFile()) {
      this.#contents.set(stats.ino, readFileSync(`/proc/self/fd/${descriptor}`));
      return;
    }
    const folder = path.slice(this.#root.length + 1);
    this.#names.set(folder, this.#list(folder));
  }

  #folders(): string[] {
    const entries = readdirSync(this.#root, { recursive: true, withFileTypes: true });
    const below = entries.filter((entry) => entry.isDirectory());
    return ['', ...below.map((entry) => join(entry.parentPath, entry.name).slice(this.#root.length + 1))];
  }

  #list(folder: string): ReadonlyMap<string, number> {
    const entries = readdirSync(join(this.#root, folder), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return new Map(files.map(({ name }) => [name, statSync(join(this.#root, folder, name)).ino]));
  }
}
