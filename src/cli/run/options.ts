import type { PlanOptions } from '#config/plan-options';
import { UsageError } from '#errors/usage-error';
import type { CompatOptions } from '#expect/compat-report';
import type { MonitorOptions } from '#expect/monitor-options';
import { isStandardOutput } from '#files/target';
import { message } from '#messages/message';

/** The options of `run`, as they were typed. */
export interface RunOptions extends PlanOptions, MonitorOptions, CompatOptions {
  readonly readyFile?: string;
  readonly trace?: string | true;
  readonly pcap?: string;
  readonly record?: string;
  readonly logFile?: string;
  /** False: the terminal is not read. */
  readonly terminal?: boolean;
  readonly wait?: string;
}

/** Whether a file that an option names is standard output. */
const isOutput = (file: string | undefined): boolean => file !== undefined && isStandardOutput(file);

/**
 * Refuses what else would be written where the capture goes.
 * @param usesStdio the host on standard input gets what the module says
 * @throws UsageError
 */
export function refuseSecondOutput(
  { pcap, json, exec, readyFile, junit }: RunOptions,
  usesStdio: boolean,
): void {
  if (!isOutput(pcap)) return;
  const second = usesStdio
    ? '--port stdio'
    : json === true
      ? '--json'
      : exec !== undefined
        ? '--exec'
        : isOutput(readyFile)
          ? '--ready-file'
          : isOutput(junit)
            ? '--junit'
            : undefined;
  if (second !== undefined) throw new UsageError(message('cli.captureAndMore', { second }));
}

/** Where people read what is up: standard output belongs to the host on the stdio port, or to a file that was sent there. */
export function announcedOn(
  { json, readyFile, junit, pcap, record }: RunOptions,
  usesStdio: boolean,
): NodeJS.WriteStream {
  const toOutput = json !== true && [readyFile, junit, pcap, record].some(isOutput);
  return usesStdio || toOutput ? process.stderr : process.stdout;
}

/** Whether a person types to the module at the terminal of the run. */
export function readsTerminal({ terminal, json, pcap, exec }: RunOptions, usesStdio: boolean): boolean {
  return (
    terminal !== false &&
    process.stdin.isTTY &&
    !usesStdio &&
    json !== true &&
    !isOutput(pcap) &&
    exec === undefined
  );
}
