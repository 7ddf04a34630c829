import type { z } from 'zod';
import { placeName } from '#config/place-name';
import type { Mistake } from '#config/yaml';
import { reasonOf } from '#errors/atmqtt-error';
import { isFaultError } from '#faults/fault-error';
import { type Message, message, textOf } from '#messages/message';
import { objectOf, schemaAt } from '#module/settings/schema';
import { nearest, shownWord } from '#text/nearest';
import { isScenarioError } from '../scenario-error.ts';

/** Where something is in a file. */
export type Path = readonly PropertyKey[];

/** Collects what is wrong with a file. */
export class Mistakes {
  readonly #lineOf: (path: Path) => number;
  readonly #found: Mistake[] = [];

  /** @param lineOf where a member of the file is */
  constructor(lineOf: (path: Path) => number) {
    this.#lineOf = lineOf;
  }

  get found(): readonly Mistake[] {
    // Of a union each member may find fault with the same place.
    const told = new Set<string>();
    return this.#found.filter(({ line, reason }) => {
      const text = `${line}: ${textOf(reason)}`;
      if (told.has(text)) return false;
      told.add(text);
      return true;
    });
  }

  lineOf(path: Path): number {
    return this.#lineOf(path);
  }

  add(path: Path, reason: Message): void {
    this.#found.push({ line: this.#lineOf(path), reason });
  }

  /** A key that nobody knows. */
  unknownKey(path: Path, key: string, known: readonly string[]): void {
    const meant = nearest(shownWord(key), known);
    this.add([...path, key], message('scenario.unknownKey', { key: shownWord(key), nearest: meant }));
  }

  /** What a schema found. @param schema that of what is at `path` */
  issues(path: Path, issues: readonly z.core.$ZodIssue[], schema: z.ZodType): void {
    for (const issue of issues) {
      const place = [...path, ...issue.path];
      if (issue.code === 'unrecognized_keys') {
        const known = keysOf(schemaAt(schema, issue.path));
        for (const key of issue.keys) this.unknownKey(place, key, known);
      } else this.takes(place);
    }
  }

  /** A place has something else than it takes. */
  takes(path: Path): void {
    const key = path.findLast((part) => typeof part === 'string') ?? '';
    this.add(path, message('scenario.takes', { place: placeName(path), key: String(key) }));
  }

  /** What `make` makes; undefined when it could not, which is noted. */
  try<T>(path: Path, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (isFaultError(error)) this.add(path, reasonOf(error));
      else if (!isScenarioError(error)) throw error;
      else this.add(path, message('scenario.mistakeIn', { place: placeName(path), reason: reasonOf(error) }));
      return undefined;
    }
  }
}

function keysOf(schema: z.ZodType | undefined): string[] {
  return schema === undefined ? [] : Object.keys(objectOf(schema)?.shape ?? {});
}
