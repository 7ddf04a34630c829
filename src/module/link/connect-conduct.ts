import { byFirmware, byPlace, type Choice, choosing } from '#firmware/choice';

/** What becomes of a link when the time of `AT+MQTTCONN` is used up: it failed, it failed unannounced, or it was lost. */
export type TimedOut = 'failed' | 'unannounced' | 'lost';

/** How a link connects where the manual and genuine modules differ, and these by their firmware. */
export interface ConnectConduct {
  /** Whether a connection that failed at the broker has a code [B-CONN-5]. */
  readonly failureCodes: boolean;
  /** Milliseconds at most from the announcement of a failure to ERROR [B-CONN-5]. */
  readonly errorDelayMs: number;
  /** Milliseconds after which the client gives up, where the command goes on waiting [B-WAIT-1]. */
  readonly clientTimeoutMs: number;
  readonly timedOut: TimedOut;
  /** Whether a host that has no address, or a private one, is refused before it is dialled [B-CONN-6]. */
  readonly resolvesFirst: boolean;
  /** Whether an empty client id needs a clean session [MQTT-3.1.3-8], [B-USER-7]. */
  readonly needsClientId: boolean;
  /** Whether client id and user name must be UTF-8 [MQTT-1.5.3-1], [B-USER-7]. */
  readonly checksText: boolean;
  /** Whether the certificate must be for the host where no SNI is set [B-TLS-1]. */
  readonly checksHostName: boolean;
}

const CONDUCT: { readonly [K in keyof ConnectConduct]: Choice<ConnectConduct[K]> } = {
  failureCodes: byPlace('failureCodes', { manual: true, module: false }),
  errorDelayMs: byPlace('connectErrorDelay', { manual: 0, module: 5000 }),
  clientTimeoutMs: byFirmware({
    '2.2': Number.POSITIVE_INFINITY,
    '5.0': 10_000,
    master: Number.POSITIVE_INFINITY,
  }),
  timedOut: byFirmware<TimedOut>({ '2.2': 'failed', '5.0': 'unannounced', master: 'lost' }),
  resolvesFirst: byFirmware({ '2.2': false, master: true }),
  needsClientId: byPlace('emptyClientId', { manual: true, module: false }),
  checksText: byPlace('nameEncoding', { manual: true, module: false }),
  checksHostName: byPlace('certificateName', { manual: true, module: false }),
};

/** How a link of a module of this profile connects. */
export const connectConductOf = choosing(CONDUCT);
