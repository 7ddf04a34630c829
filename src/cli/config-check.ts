import { isConfigFileError } from '#config/config-file-error';
import type { FileSource } from '#config/config-source';
import { connectsNowhere } from '#config/connect-warning';
import type { Environment } from '#config/environment';
import { readConfigFile } from '#config/file';
import { DEFAULT_PORTS } from '#config/plan-options';
import { exposureOf } from '#files/exposure';
import { type Message, message } from '#messages/message';
import { flashFindings } from '#node/flash/findings';
import { printedText } from './language.ts';

const USUAL_FILE = 'atmqtt.yaml';

/**
 * Checks a settings file and prints its mistakes, or that there are none.
 * @param path the file; without it, that of `ATMQTT_CONFIG`, or `atmqtt.yaml` in the working directory
 * @param warn takes what a run would warn of
 * @returns whether there is no mistake
 * @throws UsageError when there is nothing to read
 */
export function checkConfig(
  path: string | undefined,
  { ATMQTT_CONFIG: usual }: Environment,
  print: (line: string) => void,
  warn: (warning: Message) => void,
): boolean {
  const file = path ?? (usual || USUAL_FILE);
  let source: FileSource;
  try {
    source = readConfigFile(file);
  } catch (error) {
    if (!isConfigFileError(error)) throw error;
    for (const mistake of error.mistakes) print(printedText(mistake));
    return false;
  }
  const exposure = source.secret ? exposureOf(file, 'password') : undefined;
  if (exposure !== undefined) warn(exposure);
  for (const { name, flash, settings } of source.modules) {
    if (flash !== undefined) flashFindings(flash.value, Date.now()).forEach(warn);
    const nowhere = connectsNowhere(name, new Map([...source.settings, ...settings]));
    if (nowhere !== undefined) warn(nowhere);
  }
  const modules = source.modules.length || 1;
  const ports =
    source.modules.length === 0
      ? DEFAULT_PORTS.length
      : source.modules.reduce((sum, module) => sum + (module.ports?.value.length ?? 0), 0);
  print(printedText(message('config.noMistakes', { file, modules, ports })));
  return true;
}
