import { volatileValue } from '#module/state';

/** `AT+CIPMUX`: whether there may be several TCP connections. */
export const multipleConnections = volatileValue(false);

/** `AT+CIPMODE`: whether TCP data passes through. */
export const transparent = volatileValue(false);
