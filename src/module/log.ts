/** How much a log line matters; the names are pino's. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * Takes one plain sentence for a person. Never a password, never a payload.
 * @param namespace the room that speaks: `at`, `link 0`, `wifi` …; `uart` for what a genuine module prints on its log UART
 */
export type Log = (level: LogLevel, namespace: string, sentence: string) => void;
