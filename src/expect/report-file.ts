import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { removeEarlierOutput } from '#files/write-output';
import { message } from '#messages/message';

/** Removes the report of an earlier run, so that nobody takes it for this one's. @throws UsageError also when none could be written there */
export function removeEarlierReport(file: string): void {
  try {
    removeEarlierOutput(file);
  } catch (error) {
    const why = reasonOf(error);
    throw new UsageError(message('expect.reportUnwritable', { file, why }), { cause: error });
  }
}
