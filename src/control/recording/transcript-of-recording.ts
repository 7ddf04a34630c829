import type { Language } from '#messages/language';
import type { Message } from '#messages/message';
import { readRecordingFrom } from '#recording/read-recording';
import { exchangesOf } from '#recording/to-scenario/exchanges';
import { writeScenario } from '#recording/to-scenario/write-scenario';

/**
 * A recording as a scenario; what could not be carried over stands in comments before it.
 * @param name what the recording is called in it
 * @throws RecordingError
 */
export async function transcriptOfRecording(
  recording: string,
  name: string,
  { textOf }: Language,
): Promise<string> {
  const notes: Message[] = [];
  const file = `${name}.ndjson`;
  const { header, entries } = await readRecordingFrom(piecesOf(recording), file, (said) => notes.push(said));
  const made = writeScenario(file, header, await exchangesOf(entries));
  const comments = [...notes, ...made.notes].map((note) => `# ${textOf(note).replaceAll('\n', ' ')}\n`);
  return comments.join('') + made.text;
}

async function* piecesOf(text: string): AsyncGenerator<Buffer, void> {
  yield Buffer.from(text);
}
