import { decodeErrorCode, formatErrorCode } from './codes.ts';
import { manualCode } from './mqtt-codes.ts';

/** A code with its name from the manual where it has one, such as `0x010a6006 AT_MQTT_NULL_LINK`. */
export function describeCode(code: number): string {
  const parts = decodeErrorCode(code);
  const row = parts?.subName === 'execution' ? manualCode(parts.ext) : undefined;
  return row === undefined ? formatErrorCode(code) : `${formatErrorCode(code)} ${row.name}`;
}
