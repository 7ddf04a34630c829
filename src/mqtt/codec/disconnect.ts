import type { WriteBuffer } from '#bytes/write-buffer';

/** The first byte. */
export const DISCONNECT_BYTE = 0xe0;

const DISCONNECT = Uint8Array.of(DISCONNECT_BYTE, 0);

/** Says that this side leaves in good order, so that no will is sent (MQTT 3.1.1, 3.14). */
export function writeDisconnect(output: WriteBuffer): void {
  output.append(DISCONNECT);
}
