import { type Message, textOf } from './message.ts';

/** How much a log line matters; the names are pino's. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * Takes what a person should know.
 * @param namespace what the line is about: `at`, `link 0`, `ports`
 */
export type Log = (level: LogLevel, namespace: string, message: Message) => void;

/** A log for who wants text: each message is rendered in English. */
export function textLog(write: (level: LogLevel, namespace: string, text: string) => void): Log {
  return (level, namespace, message) => write(level, namespace, textOf(message));
}
