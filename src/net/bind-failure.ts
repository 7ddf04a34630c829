import { systemCode } from '#errors/system-error';

/**
 * Why a server cannot listen at an address:
 * - `taken`: another program does
 * - `denied`: the system does not allow the port
 * - `not-here`: the address is none of this machine, or its name cannot be looked up
 * - `other`: the system refuses for another reason
 */
export type BindFailure = 'taken' | 'denied' | 'not-here' | 'other';

/** What the system's failure to listen means. */
export function bindFailure(error: unknown): BindFailure {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return 'taken';
    case 'EACCES':
      return 'denied';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'not-here';
    default:
      return 'other';
  }
}
