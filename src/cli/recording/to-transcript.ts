import { writeOutput } from '#files/write-output';
import { message } from '#messages/message';
import { readRecording } from '#recording/read-recording';
import { exchangesOf } from '#recording/to-scenario/exchanges';
import { writeScenario } from '#recording/to-scenario/write-scenario';
import { notice } from '../output.ts';

/** The options of `record to-transcript`, as they were typed. */
export interface ToTranscriptArguments {
  readonly output?: string;
}

/** Makes a scenario of a recording, and tells what could not be carried over. @throws RecordingError, and what the system says */
export async function writeTranscript(file: string, { output = '-' }: ToTranscriptArguments): Promise<void> {
  const { header, entries } = await readRecording(file, notice);
  const { text, notes } = writeScenario(file, header, await exchangesOf(entries));
  await writeOutput(output, text);
  for (const note of notes) notice(note);
  if (output !== '-') notice(message('recording.scenarioMade', { file, output }));
}
