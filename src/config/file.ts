import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { UsageError } from '#errors/usage-error';
import { leaves } from '#module/settings/schema-words';
import { settingsSchema } from '#module/settings/settings';
import { BROKER_KINDS } from './broker-address.ts';
import { flashPath, mistakesIn } from './file-mistakes.ts';
import { type fileSchema, listenAddress } from './file-schema.ts';
import type { FileLayer, ModuleLayer, Sourced, SourcedSettings } from './layer.ts';
import { valueAt } from './value-at.ts';
import { readYaml, type Yaml } from './yaml.ts';

const LARGEST_BYTES = 1_048_576;
const TOO_LARGE = 'it is larger than 1 MiB';

/** A settings file as it was read: what it says, or what is wrong with it, a line of text each. */
export type ReadFile =
  | { readonly layer: FileLayer; readonly mistakes?: never }
  | { readonly mistakes: readonly string[]; readonly layer?: never };

type Input = z.input<typeof fileSchema>;

/** Reads a settings file. @throws UsageError for the first mistake in it */
export function readConfigFile(path: string): FileLayer {
  const { layer, mistakes } = checkConfigFile(path);
  if (layer === undefined) throw new UsageError(mistakes[0] ?? path);
  return layer;
}

/** Reads a settings file and finds all mistakes in it. @throws UsageError when there is nothing to read */
export function checkConfigFile(path: string): ReadFile {
  const yaml = readYaml(readText(path));
  const mistakes = 'mistakes' in yaml ? yaml.mistakes : mistakesIn(yaml, path);
  if ('mistakes' in yaml || mistakes.length > 0) {
    const inOrder = [...mistakes].sort((a, b) => a.line - b.line);
    return {
      mistakes: inOrder.map(({ line, column, sentence }) =>
        [path, line, column, ` ${sentence}`].filter((part) => part !== undefined).join(':'),
      ),
    };
  }
  return { layer: layerOf(yaml, path) };
}

function readText(path: string): string {
  const refused = (why: string) => new UsageError(`The settings file ${path} cannot be read: ${why}.`);
  let bytes: Buffer;
  try {
    if (statSync(path).size > LARGEST_BYTES) throw refused(TOO_LARGE);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UsageError(
        `There is no settings file ${path}; docs/guides/configuration.md shows how to write one.`,
      );
    }
    throw refused((error as Error).message);
  }
  // A pipe has no size before it is read.
  if (bytes.length > LARGEST_BYTES) throw refused(TOO_LARGE);
  if (!isUtf8(bytes)) throw refused('it is not text in UTF-8');
  return new TextDecoder().decode(bytes);
}

/** @param yaml without mistakes */
function layerOf(yaml: Yaml, file: string): FileLayer {
  const input = (yaml.value ?? {}) as Input;
  const sourced = <T>(path: readonly PropertyKey[], value: T): Sourced<T> => ({
    value,
    from: `${file}:${yaml.lineOf(path)}`,
  });
  const settingsAt = (path: readonly PropertyKey[]): SourcedSettings =>
    new Map(
      leaves(settingsSchema).flatMap(([name]) => {
        const member = [...path, ...name.split('.')];
        const value = valueAt(input, member);
        return value === undefined ? [] : [[name, sourced(member, value)] as const];
      }),
    );
  const broker = BROKER_KINDS.flatMap((kind) => {
    const value = input.broker?.[kind];
    return value === undefined
      ? []
      : [[kind, sourced(['broker', kind], listenAddress(kind, value))] as const];
  });
  const modules = Object.entries(input.modules ?? {}).map(([name, { ports, flash }]) => {
    const path = ['modules', name];
    const layer: ModuleLayer & { name: string } = {
      name,
      ports: sourced([...path, 'ports'], ports),
      ...(flash === undefined ? {} : { flash: sourced([...path, 'flash'], flashPath(file, flash)) }),
      settings: settingsAt([...path, 'settings']),
    };
    return layer;
  });
  const { logLevel } = input;
  return {
    file,
    ...(logLevel === undefined ? {} : { logLevel: sourced(['logLevel'], logLevel) }),
    broker: Object.fromEntries(broker),
    settings: settingsAt(['settings']),
    modules,
  };
}
