import { byFirmware, byPlace, choosing } from '#firmware/choice';

/** What a writer does where manual and genuine modules differ, and these by their firmware. */
export interface WriterConduct {
  /** A loss of a connection that was held back during data has its line end [B-DATA-7]. */
  readonly endsHeldLoss: boolean;
  /** OK and the prompt of data mode are one write [B-REPLY-3]. */
  readonly promptsAtOnce: boolean;
}

export const writerConduct = choosing<WriterConduct>({
  endsHeldLoss: byPlace('heldDisconnect', { manual: true, module: false }),
  promptsAtOnce: byFirmware({ '2.2': false, '2.3': true }),
});
