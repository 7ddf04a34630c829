import { byFirmware, byPlace, type Choice, choosing } from '#firmware/choice';

/** What becomes of a subscription that the broker refuses: it fails, it fails but leads to state 6, or it counts. */
type Refusal = 'fails' | 'failsIntoState6' | 'counts';

/** What a link does where the manual and genuine modules differ, and these by their firmware. */
export interface LinkConduct {
  /** How long an acknowledgement is waited for where the command names no time [B-WAIT-1]. */
  readonly answerTimeoutMs: number;
  /** Whether a genuine module of the firmware waits longer than that. */
  readonly waitsShorter: boolean;
  /** Whether a request that was sent and came to nothing has a code [B-CODE-3]. */
  readonly failureCodes: boolean;
  /** Whether topics are held against MQTT before they are sent [B-PUB-2], [B-SUB-4]. */
  readonly checksTopics: boolean;
  /** Whether topics beyond `maxTopics` are not kept [B-SUB-3]. */
  readonly limitsTopics: boolean;
  /** Whether a topic that is subscribed again is listed with the QoS it had [B-SUB-2]. */
  readonly keepsFirstQos: boolean;
  /** Whether QoS 0, and a topic that is listed, is subscribed without waiting for SUBACK [B-SUB-6]. */
  readonly subscribesAtOnce: boolean;
  readonly refusal: Refusal;
  /** Whether a genuine module of the firmware counts what the broker refused, and this one does not. */
  readonly refusesMore: boolean;
  /** Whether messages right behind an answer that a command waits for follow its reply [B-URC-2]. */
  readonly repliesFirst: boolean;
  /** Whether a publish of QoS 0 without a connection counts as done [B-RAW-3]. */
  readonly losesQos0: boolean;
  /** Whether it does to a genuine module of the firmware, and not to this one. */
  readonly refusesLostQos0: boolean;
  /** Milliseconds after which an unacknowledged publish of QoS 1 is sent again; undefined: not before a reconnect. */
  readonly resendAfterMs: number | undefined;
}

const CONDUCT: { readonly [K in keyof LinkConduct]: Choice<LinkConduct[K]> } = {
  answerTimeoutMs: byPlace('acknowledgementWait', {
    manual: 10_000,
    module: byFirmware({ '2.2': Number.POSITIVE_INFINITY, '5.0': 15_000 }),
  }),
  waitsShorter: byPlace('acknowledgementWait', { manual: true, module: false }),
  failureCodes: byPlace('failureCodes', { manual: true, module: false }),
  checksTopics: byPlace('topicChecks', { manual: true, module: false }),
  limitsTopics: byPlace('topicLimit', { manual: false, module: true }),
  keepsFirstQos: byPlace('duplicateQos', { manual: false, module: true }),
  subscribesAtOnce: byPlace('subscribeWait', { manual: false, module: true }),
  refusal: byPlace<Refusal>('refusedSubscription', {
    manual: 'fails',
    module: byFirmware<Refusal>({ '2.2': 'counts', '5.0': 'failsIntoState6' }),
  }),
  refusesMore: byPlace('refusedSubscription', {
    manual: byFirmware({ '2.2': true, '5.0': false }),
    module: false,
  }),
  repliesFirst: byPlace('retainedOrder', { manual: true, module: false }),
  losesQos0: byPlace('lostQos0', { manual: false, module: byFirmware({ '2.2': true, '4.1': false }) }),
  refusesLostQos0: byPlace('lostQos0', { manual: byFirmware({ '2.2': true, '4.1': false }), module: false }),
  resendAfterMs: byFirmware<number | undefined>({ '2.2': undefined, '4.1': 5_000 }),
};

/** What a link of a module of this profile does. */
export const conductOf = choosing(CONDUCT);
