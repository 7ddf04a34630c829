import { type Message, message } from '#messages/message';
import type { SourcedSettings } from './config-source.ts';

/** That a module has settings in `connect` and nowhere to connect to; undefined where it has not. */
export function connectsNowhere(module: string, settings: SourcedSettings): Message | undefined {
  const names = [...settings.keys()].filter((name) => name.startsWith('connect.'));
  if (names.length === 0 || (settings.get('connect.host')?.value ?? '') !== '') return undefined;
  return message('config.connectsNowhere', { module, names });
}
