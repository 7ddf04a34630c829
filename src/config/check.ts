import type { Environment } from './environment.ts';
import { checkConfigFile } from './file.ts';
import { DEFAULT_PORTS } from './plan-options.ts';

const USUAL_FILE = 'atmqtt.yaml';

/**
 * Checks a settings file and prints its mistakes, or that there are none.
 * @param path the file; without it, that of `ATMQTT_CONFIG`, or `atmqtt.yaml` in the working directory
 * @returns whether there is no mistake
 * @throws UsageError when there is nothing to read
 */
export function checkConfig(
  path: string | undefined,
  { ATMQTT_CONFIG: usual }: Environment,
  print: (line: string) => void,
): boolean {
  const file = path ?? (usual || USUAL_FILE);
  const { layer, mistakes } = checkConfigFile(file);
  if (layer === undefined) {
    for (const mistake of mistakes) print(mistake);
    return false;
  }
  const modules = layer.modules.length || 1;
  const ports = layer.modules.map((module) => module.ports?.value.length ?? 0);
  const all = layer.modules.length === 0 ? DEFAULT_PORTS.length : ports.reduce((sum, count) => sum + count);
  print(`${file}: ${counted(modules, 'module')}, ${counted(all, 'port')}; no mistakes.`);
  return true;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
