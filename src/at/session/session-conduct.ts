import { byFirmware, byPlace, choosing } from '#firmware/choice';

const SURPLUS_LOST = byFirmware({ '2.2': false, '3.2': true });

/** What a session does where manual and genuine module differ. */
export interface SessionConduct {
  /** What comes behind a command in its chunk is lost, even where the command completes at once. */
  readonly refusesLines: boolean;
  /** What comes behind data in its chunk is lost. */
  readonly refusesSurplus: boolean;
  /** What comes behind data in its chunk comes back before the reply; what is no command is also answered before it. */
  readonly readsAhead: boolean;
  /** What comes behind data in its chunk is read behind the reply; a genuine module loses it or reads it before. */
  readonly tellsSurplus: boolean;
  /** `+++` alone in its chunk is not the beginning of a line. */
  readonly dropsEscape: boolean;
}

export const sessionConduct = choosing<SessionConduct>({
  refusesLines: byPlace('chunkLines', { manual: false, module: true }),
  refusesSurplus: byPlace('surplusData', { manual: false, module: SURPLUS_LOST }),
  readsAhead: byPlace('surplusData', { manual: false, module: byFirmware({ '2.2': true, '3.2': false }) }),
  tellsSurplus: byPlace('surplusData', { manual: true, module: false }),
  dropsEscape: byPlace('idleEscape', { manual: true, module: false }),
});
