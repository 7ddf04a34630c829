/** Exit code for what the user can mend: options, ports, files. */
export const EXIT_USAGE = 2;
/** Exit code for a defect of this program. */
const EXIT_DEFECT = 1;

/** Errors of other rooms whose message is already one sentence for the user. */
const PLAIN_ERRORS = new Set([
  'UsageError',
  'PortError',
  'BrokerError',
  'SettingsError',
  'FlashError',
  'ScenarioError',
]);

/** Prints an error for the user. @returns the exit code */
export function reportFailure(error: unknown, print: (line: string) => void): number {
  if (error instanceof Error && PLAIN_ERRORS.has(error.name)) {
    print(`atmqtt: ${error.message}`);
    return EXIT_USAGE;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  print(`atmqtt: this should not have happened: ${detail}`);
  return EXIT_DEFECT;
}
