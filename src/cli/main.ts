#!/usr/bin/env node
import { message } from '#messages/message';
import { EXIT_USAGE, notice, reportFailure } from './output.ts';
import { buildProgram } from './program/index.ts';

// Whoever reads may go before all is printed, as head does; what needs its reader looks for itself.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  notice(message('cli.outputUnwritable', { why: error.message }));
  process.exit(EXIT_USAGE);
});

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exit(reportFailure(error));
}
