#!/usr/bin/env node
import { reportFailure } from './failure.ts';
import { buildProgram } from './program/index.ts';

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exit(reportFailure(error, (line) => void process.stderr.write(`${line}\n`)));
}
