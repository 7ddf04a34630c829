#!/usr/bin/env node
import { reportFailure } from './failure.ts';
import { buildProgram } from './program/index.ts';

// Whoever reads may go before all is printed, as head does; what needs its reader looks for itself.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exit(reportFailure(error, (line) => void process.stderr.write(`${line}\n`)));
}
