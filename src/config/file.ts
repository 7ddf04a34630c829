import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { UsageError } from '#errors/usage-error';
import { type FaultMapping, readFault } from '#faults/parse';
import type { FaultSpec } from '#faults/table';
import { message } from '#messages/message';
import { leaves, settingAt } from '#module/settings/schema';
import { settingsSchema } from '#module/settings/settings';
import { parseOrigin } from '#net/web-origin';
import { BROKER_KINDS } from './broker-address.ts';
import { ConfigFileError } from './config-file-error.ts';
import type { FileSource, ModuleSource, Sourced, SourcedSettings } from './config-source.ts';
import { besideFile, mistakesIn } from './file-mistakes.ts';
import { controlAddress, type fileSchema, listenAddress, metricsAddress, webAddress } from './file-schema.ts';
import { holdsPassword } from './passwords.ts';
import { valueAt } from './value-at.ts';
import { isYamlError, readYaml, type Yaml } from './yaml.ts';

const LARGEST_BYTES = 1_048_576;
/** The setting that is a path, which is relative to the file. */
const PASSWORD_FILE = 'connect.passwordFile';

type Input = z.input<typeof fileSchema>;

/** Reads a settings file. @throws ConfigFileError with all mistakes in it, UsageError when there is nothing to read */
export function readConfigFile(path: string): FileSource {
  const yaml = readYamlFile(path);
  const [first, ...others] = mistakesIn(yaml, path).sort((a, b) => a.line - b.line);
  if (first !== undefined) throw new ConfigFileError(path, [first, ...others]);
  return sourceOf(yaml, path);
}

function readYamlFile(path: string): Yaml {
  const text = readText(path);
  try {
    return readYaml(text);
  } catch (error) {
    if (isYamlError(error)) throw new ConfigFileError(path, error.mistakes, { cause: error });
    throw error;
  }
}

function readText(file: string): string {
  const bytes = readBytes(file);
  // A pipe has no size before it is read.
  if (bytes === undefined || bytes.length > LARGEST_BYTES) {
    throw new UsageError(message('config.fileTooLarge', { file }));
  }
  if (!isUtf8(bytes)) throw new UsageError(message('config.fileNotText', { file }));
  return new TextDecoder().decode(bytes);
}

/** @returns undefined for a file that is too large */
function readBytes(file: string): Buffer | undefined {
  try {
    return statSync(file).size > LARGEST_BYTES ? undefined : readFileSync(file);
  } catch (error) {
    const { code, message: why } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? message('config.noFile', { file })
        : message('config.fileUnreadable', { file, why });
    throw new UsageError(reason, { cause: error });
  }
}

/** @param yaml without mistakes */
function sourceOf(yaml: Yaml, file: string): FileSource {
  const input = (yaml.value ?? {}) as Input;
  const sourced = <T>(path: readonly PropertyKey[], value: T): Sourced<T> => ({
    value,
    from: `${file}:${yaml.lineOf(path)}`,
  });
  const settingsAt = (path: readonly PropertyKey[]): SourcedSettings =>
    new Map(
      leaves(settingsSchema).flatMap(([name]) => {
        const member = [...path, ...name.split('.')];
        const value = settingAt(valueAt(input, path), name);
        if (value === undefined) return [];
        const kept = name === PASSWORD_FILE && value !== '' ? besideFile(file, String(value)) : value;
        return [[name, sourced(member, kept)] as const];
      }),
    );
  const broker = BROKER_KINDS.flatMap((kind) => {
    const value = input.broker?.[kind];
    return value === undefined
      ? []
      : [[kind, sourced(['broker', kind], listenAddress(kind, value))] as const];
  });
  const faultsAt = (path: readonly PropertyKey[]): readonly Sourced<FaultSpec>[] => {
    const given = (valueAt(input, path as string[]) ?? []) as readonly (string | FaultMapping)[];
    return given.map((each, index) => sourced([...path, index], readFault(each)));
  };
  const modules = Object.entries(input.modules ?? {}).map(([name, { ports, flash }]) => {
    const path = ['modules', name];
    const source: ModuleSource & { name: string } = {
      name,
      ports: sourced([...path, 'ports'], ports),
      ...(flash === undefined ? {} : { flash: sourced([...path, 'flash'], besideFile(file, flash)) }),
      settings: settingsAt([...path, 'settings']),
      faults: faultsAt([...path, 'faults']),
    };
    return source;
  });
  const { logLevel, metrics, control, web, allowedOrigins } = input;
  return {
    file,
    secret: holdsPassword('', input),
    ...(logLevel === undefined ? {} : { logLevel: sourced(['logLevel'], logLevel) }),
    ...(metrics === undefined ? {} : { metrics: sourced(['metrics'], metricsAddress(metrics)) }),
    ...(control === undefined
      ? {}
      : {
          control: sourced(
            ['control'],
            controlAddress(control, (path) => besideFile(file, path)),
          ),
        }),
    ...(web === undefined ? {} : { web: sourced(['web'], webAddress(web)) }),
    ...(allowedOrigins === undefined
      ? {}
      : {
          allowedOrigins: sourced(
            ['allowedOrigins'],
            allowedOrigins.map((origin) => parseOrigin(origin, 'allowedOrigins')),
          ),
        }),
    broker: Object.fromEntries(broker),
    brokerFaults: faultsAt(['broker', 'faults']),
    settings: settingsAt(['settings']),
    faults: faultsAt(['faults']),
    modules,
  };
}
