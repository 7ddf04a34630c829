#!/usr/bin/env node
import { EXIT_USAGE, reportFailure } from './failure.ts';
import { buildProgram } from './program/index.ts';

// Whoever reads may go before all is printed, as head does; what needs its reader looks for itself.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`atmqtt: Standard output cannot be written: ${error.message}.\n`);
  process.exit(EXIT_USAGE);
});

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exit(reportFailure(error, (line) => void process.stderr.write(`${line}\n`)));
}
