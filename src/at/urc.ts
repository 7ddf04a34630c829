import { data, flag, int, port, type Response, response, text } from './response.ts';

/**
 * What a URC (unsolicited result code) speaks of; it decides whether an open data phase holds it back:
 * `received` as the setting says, `link` and `loss`, that of a link's connection, always, `event` never [B-DATA-7], [B-DATA-8].
 */
export type UrcKind = 'received' | 'link' | 'loss' | 'event';

/** A line that no command asked for, or one that ends a command in place of OK and ERROR. */
export interface Urc<V extends readonly unknown[] = readonly never[], K = UrcKind | 'answer'>
  extends Response<V> {
  /** `answer` for what is written at the end of a command. */
  readonly kind: K;
  /** What has happened, as a sentence for the reference. */
  readonly when: string;
  /** The commands or events that bring it, for the reference. */
  readonly after: string;
  /** The whole line with these values, its line ends included. */
  bytes(...values: V): Buffer;
}

const LINE_END = Buffer.from('\r\n');
const NOTHING = Buffer.alloc(0);

function urc<V extends readonly unknown[], K>(
  line: Response<V>,
  facts: { kind: K; when: string; after: string; blankLineBefore?: boolean },
): Urc<V, K> {
  const { kind, when, after, blankLineBefore = false } = facts;
  const before = blankLineBefore ? LINE_END : NOTHING;
  return {
    ...line,
    kind,
    when,
    after,
    bytes: (...values) => Buffer.concat([before, line.line(...values), LINE_END]),
  };
}

/** Every URC [B-URC-1], with the lines that stand in for OK or ERROR [B-RAW-1]. */
export const URCS = {
  ready: urc(response`ready`, {
    kind: 'event',
    when: 'The module has booted and takes commands.',
    after: 'power-on, AT+RST, AT+RESTORE, AT+GSLP',
    blankLineBefore: true,
  }),
  busy: urc(response`busy p...`, {
    kind: 'answer',
    when: 'What came was discarded, because the command before it still waits.',
    after: 'anything but AT+RST, while a command waits',
    blankLineBefore: true,
  }),
  forcedRestart: urc(response`Will force to restart!!!`, {
    kind: 'answer',
    when: 'The module restarts, although a command still waits.',
    after: 'AT+RST',
    blankLineBefore: true,
  }),
  wifiConnected: urc(response`WIFI CONNECTED`, {
    kind: 'event',
    when: 'The station has joined an access point.',
    after: 'boot, AT+CWJAP, AT+CWMODE, AT+CWINIT, an access point that is back',
  }),
  wifiGotIp: urc(response`WIFI GOT IP`, {
    kind: 'event',
    when: 'The station has an address; links can be connected from now on.',
    after: 'WIFI CONNECTED, AT+CIPSTA, AT+CWDHCP',
  }),
  wifiDisconnect: urc(response`WIFI DISCONNECT`, {
    kind: 'event',
    when: 'The station has left its access point; links are lost with it.',
    after: 'AT+CWQAP, AT+CWMODE, AT+CWINIT, an access point that has gone',
  }),
  timeUpdated: urc(response`+TIME_UPDATED`, {
    kind: 'event',
    when: 'The clock is set over SNTP.',
    after: 'AT+CIPSNTPCFG, boot',
  }),
  mqttConnected: urc(
    response`+MQTTCONNECTED:${int('LinkID')},${int('scheme')},${text('host')},${port('port')},${text('path')},${flag('reconnect')}`,
    {
      kind: 'link',
      when: 'The link is connected to its broker.',
      after: 'AT+MQTTCONN, before its OK; a lost connection that is back, with reconnect 1',
    },
  ),
  mqttDisconnected: urc(response`+MQTTDISCONNECTED:${int('LinkID')}`, {
    kind: 'loss',
    when: 'The link has lost its connection, or could not make one.',
    after: 'AT+MQTTCONN that fails, before its ERROR; a lost connection; each failed try to come back',
  }),
  mqttReceived: urc(
    response`+MQTTSUBRECV:${int('LinkID')},${text('topic')},${int('length')},${data('data')}`,
    {
      kind: 'received',
      when: 'A message has come; data has length bytes, whichever they are.',
      after: 'AT+MQTTSUB',
    },
  ),
  mqttPublished: urc(response`+MQTTPUB:OK`, {
    kind: 'answer',
    when: 'The message is published; there is no OK.',
    after: 'AT+MQTTPUBRAW, when its data is complete',
  }),
  mqttPublishFailed: urc(response`+MQTTPUB:FAIL`, {
    kind: 'answer',
    when: 'The message was not published; there is no ERROR.',
    after: 'AT+MQTTPUBRAW, when its data is complete',
  }),
} as const satisfies Record<string, Urc>;
