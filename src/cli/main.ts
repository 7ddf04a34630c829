#!/usr/bin/env node
import { CommanderError } from 'commander';
import { notedLanguage, printedLanguage, speak } from './language.ts';
import { reportUnreadOptions } from './no-start.ts';
import { EXIT_USAGE, reportFailure, reportUnwritten } from './output.ts';
import { buildProgram } from './program/index.ts';
import { letGoOfLostTerminal } from './terminal/foreground.ts';

// It resets modules; Node would end the process where there are none, or none yet.
process.on('SIGUSR2', () => {});
// Node would let anybody who may send a signal open its debugger.
process.on('SIGUSR1', () => {});
process.on('exit', letGoOfLostTerminal);
// Whoever reads may go before all is printed, as head does; what needs its reader looks for itself.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: Error) => {
  const code = reportUnwritten(error);
  if (code !== undefined) process.exit(code);
});

try {
  await speak(process.argv.slice(2), process.env);
  await buildProgram(printedLanguage(), notedLanguage()).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) process.exit(reportFailure(error));
  // It has told already.
  if (error.exitCode !== 0) await reportUnreadOptions(process.argv, error.message);
  process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE);
}
