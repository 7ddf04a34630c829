import type { Command } from 'commander';

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
}
