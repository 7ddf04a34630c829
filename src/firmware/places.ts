/** Whom a module follows where the manual and genuine modules differ. */
export type Follow = 'manual' | 'module';
export const FOLLOWS = ['manual', 'module'] as const satisfies readonly Follow[];

/**
 * The places where manual and genuine module differ and that have no setting under another name: what each of the two
 * does. Each is a setting `places.NAME`, whose default is that of `follow`.
 */
export const PLACES = {
  credentialLimits: {
    about: 'User name and password of AT+MQTTUSERCFG over 64 bytes',
    manual: 'refused with 0x6019 or 0x601C',
    module: 'taken',
  },
  omittedDefaults: {
    about: 'qos of AT+MQTTPUB and AT+MQTTPUBRAW, keepalive, lwt_qos and lwt_retain left out',
    manual: 'the default of the manual',
    module: 'refused',
  },
  lateConfiguration: {
    about: 'Client id, user name, password, ALPN and SNI after AT+MQTTCONNCFG',
    manual: 'accepted',
    module: 'refused with 0x6002',
  },
  stateCodes: {
    about: 'Codes of commands in the wrong state',
    manual: '0x6004 while connected and 0x6051 after a loss, as the manual’s table names them',
    module: '0x6001 or 0x6006',
  },
  failureCodes: {
    about: 'Code of a connection or a request that failed at the broker',
    manual: '0x600B to 0x600E before ERROR',
    module: 'none',
  },
  listCodes: {
    about: 'Mistakes in the lists of AT+MQTTALPN and AT+MQTTSNI',
    manual: '0x6007 and 0x6008',
    module: 'no code of MQTT',
  },
  emptyNames: {
    about: 'An empty topic or host',
    manual: 'refused at its parameter, with 0x6042 or 0x603B',
    module: 'refused by the client, with 0x600B to 0x600E',
  },
  secondCertificates: {
    about: 'cert_key_ID and CA_ID 1',
    manual: 'a second set, refused where none is stored',
    module: 'accepted, and the first set used',
  },
  chunkLines: {
    about: 'Further lines or data that come in one read of the port together with a command',
    manual: 'executed when the command before them completes at once',
    module: 'answered with one busy p... and lost',
  },
  surplusData: {
    about: 'Bytes that come in one read of the port with the last byte of data',
    manual: 'read as input once the data is answered',
    module: 'answered with busy p... and lost',
  },
  lenientHosts: {
    about: 'A broker given as an IPv6 address or by a name with an underscore',
    manual: 'accepted',
    module: 'refused with 0x6052',
  },
  pathSlash: {
    about: 'A WebSocket path that begins with a slash',
    manual: 'sent with one slash',
    module: 'sent with two',
  },
  certificateName: {
    about: 'The broker’s name against its certificate, in schemes that check the server, without AT+MQTTSNI',
    manual: 'checked',
    module: 'not checked',
  },
  topicChecks: {
    about: 'Topics that MQTT does not allow: wildcards in a topic name, bad filters, bad UTF-8',
    manual: 'refused',
    module: 'sent as they are',
  },
  emptyClientId: {
    about: 'An empty client id without a clean session',
    manual: 'refused with 0x600A',
    module: 'sent, for the broker to decide',
  },
  nameEncoding: {
    about: 'A client id or user name that is not UTF-8',
    manual: 'refused with 0x600A',
    module: 'sent, for the broker to decide',
  },
  topicLimit: {
    about: 'Subscriptions beyond maxTopics',
    manual: 'sent, listed and renewed',
    module: 'sent, but neither listed nor renewed',
  },
  duplicateQos: {
    about: 'The QoS listed after a topic was subscribed again',
    manual: 'the new one',
    module: 'the first one',
  },
  subscribeWait: {
    about: 'Subscribing with QoS 0, or again',
    manual: 'OK once the broker has answered',
    module: 'OK at once',
  },
  refusedSubscription: {
    about: 'A subscription that the broker refuses',
    manual: 'ERROR, not listed',
    module: 'OK and listed up to 4.1, from 5.0 ERROR without a code',
  },
  retainedOrder: {
    about: 'A retained message right behind SUBACK',
    manual: 'after OK',
    module: 'before OK',
  },
  acknowledgementWait: {
    about: 'An acknowledgement that never comes',
    manual: 'waited for 10 s',
    module: 'waited for without end, from 5.0 for 15 s',
  },
  connectErrorDelay: {
    about: 'ERROR after a connection that failed',
    manual: 'at once',
    module: 'up to 5 s after +MQTTDISCONNECTED',
  },
  heldDisconnect: {
    about: '+MQTTDISCONNECTED that was held back during data',
    manual: 'ended by CR LF before +MQTTPUB:FAIL',
    module: 'without CR LF',
  },
  lostQos0: {
    about: 'AT+MQTTPUBRAW with QoS 0 whose connection is lost before the last byte',
    manual: 'code and +MQTTPUB:FAIL',
    module: '+MQTTPUB:OK up to 4.0',
  },
  pkiPartitions: {
    about: 'The partitions of firmware 2 that hold certificates, in AT+SYSFLASH from 3.2 on',
    manual: 'listed, read and written',
    module: 'unknown',
  },
  trailingComma: {
    about: 'An optional parameter of a Wi-Fi or IP command left empty behind the last comma',
    manual: 'its default',
    module: 'refused',
  },
  retiredCommands: {
    about: 'Commands that only earlier firmware has, such as AT+CWJAP_CUR',
    manual: 'work, and are not in AT+CMD?',
    module: 'unknown',
  },
  signedZone: {
    about: 'A plus before the time zone of AT+CIPSNTPCFG',
    manual: 'taken',
    module: 'no number',
  },
  sdkVersion: {
    about: 'The SDK version in AT+GMR',
    manual: 'a bare number, which hosts made for firmware 1.x want',
    module: 'that of the release, behind a v',
  },
  idleEscape: {
    about: '+++ alone in its read, at the start of a line, outside data mode',
    manual: 'dropped',
    module: 'bytes of a line',
  },
} as const satisfies Readonly<Record<string, PlaceInfo>>;

interface PlaceInfo {
  readonly about: string;
  readonly manual: string;
  readonly module: string;
}

/** The name of such a place, in the settings `places.NAME`. */
export type PlaceName = keyof typeof PLACES;
export const PLACE_NAMES = Object.keys(PLACES) as PlaceName[];

/** Whom each place follows. */
export type FollowedPlaces = Readonly<Record<PlaceName, Follow>>;
