import type { Command } from 'commander';
import type { ToTranscriptArguments } from '../recording/to-transcript.ts';

/** `atmqtt record`. */
export function addRecord(program: Command): void {
  const record = program
    .command('record')
    .description('what can be done with a recording of tap or run --record');
  record
    .command('show')
    .description('print it as a tap shows it, with the seconds since its beginning')
    .argument('<file>', 'the recording; -: standard input')
    .action(async (file: string) => {
      const { showRecording } = await import('../recording/show.ts');
      await showRecording(file);
    });
  record
    .command('to-transcript')
    .description(
      'make a scenario of it, which atmqtt play plays against a module of atmqtt; passwords are masked',
    )
    .argument('<file>', 'the recording; -: standard input')
    .option('-o, --output <file>', 'write it to this file; to standard output unless given')
    .action(async (file: string, options: ToTranscriptArguments) => {
      const { writeTranscript } = await import('../recording/to-transcript.ts');
      await writeTranscript(file, options);
    });
}
