import type { Message, Render } from '../types.ts';

/** What was asked for. */
type OfSubscription = { readonly topic: string; readonly qos: number };
/** Whether a user name was given. */
type OfLogin = { readonly given: boolean };
type Because = { readonly why: Message };
/** A namespace of the certificate store and a key in it, each in quotes. */
type OfPlace = { readonly place: string };

const GIVE_LOGIN: string = 'no user name was sent: give user name and password in AT+MQTTUSERCFG';
const CHECK_LOGIN: string =
  'check user name and password in AT+MQTTUSERCFG, where a comma, a quote and a backslash need a backslash before them, or, beyond 64 bytes, in AT+MQTTLONGUSERNAME and AT+MQTTLONGPASSWORD';

/** What is said of an MQTT link. */
export const link = {
  connected: ({ address, sessionPresent }: { address: string; sessionPresent: boolean }) =>
    `connected to ${address}${sessionPresent ? ', session present' : ''}`,
  unverified: ({ scheme }: { scheme: number }) => `scheme ${scheme} does not verify the broker's certificate`,
  stateChanged: ({ from, to }: { from: number; to: number }) => `state ${from} → ${to}`,
  /** Without a time it does not reconnect. */
  disconnected: ({ why, seconds }: Because & { seconds: number | undefined }, render: Render) =>
    `disconnected: ${render(why)}; ${seconds === undefined ? 'reconnect is 0, so send AT+MQTTCLEAN and configure the link again' : `reconnecting in ${seconds} s`}`,
  notReconnected: ({ why, seconds }: Because & { seconds: number }, render: Render) =>
    `${render(why)}; trying again in ${seconds} s`,
  sessionNotClosed: ({ why }: Because, render: Render) =>
    `the stored session could not be closed: ${render(why)}`,

  // Why a link changed its state.
  command: ({ command }: { command: string }) => command,
  connectFailed: ({ why }: Because, render: Render) => `AT+MQTTCONN failed: ${render(why)}`,
  failed: () => 'the connection failed',
  lost: () => 'the connection was lost',
  wifiLost: () => 'Wi-Fi was lost',
  retryDue: () => 'reconnecting',
  back: () => 'reconnected',
  restart: () => 'restart',
  deepSleep: () => 'deep sleep',
  powerOff: () => 'power off',

  // Of the setting connect.
  setting: () => 'the setting connect',
  bySetting: ({ address, clientId }: { address: string; clientId: string }) =>
    `connects to ${address} by itself, with the client ID '${clientId}', as the setting connect says, until a host configures the link`,
  waitsForWifi: () =>
    'the setting connect waits for Wi-Fi, and nothing joins a network: set wifi.ssid or wifi.autojoin=true, or send AT+CWJAP, which is stored',
  waitsForTime: ({ scheme }: { scheme: number }) =>
    `the setting connect waits for the time, which scheme ${scheme} needs to verify the broker's certificate: set clock=host, or send AT+CIPSNTPCFG=1,…, which is stored`,
  adviceForSetting: ({ why }: Because, render: Render) =>
    `${render(why)}; this link is configured by the setting connect instead of these commands`,
  takenOver: ({ command }: { command: string }) =>
    `a host sent ${command} and has the link now: the connection of the setting connect ends, until the module starts again`,
  noUserOfSetting: () =>
    'the user of the setting connect is for its broker alone: send AT+MQTTUSERCFG before AT+MQTTCONN',

  tooLargeAgain: ({ ms }: { ms: number }) =>
    `a broker that keeps the message sends it again after each connection; the next try is in ${ms / 1000} s`,
  closedAgain: (
    {
      why,
      times,
      clientId,
      packetBlamed,
    }: Because & { times: number; clientId: string; packetBlamed: boolean },
    render: Render,
  ) =>
    `${render(why)}; it has done so ${times} times in a row, each time soon after connecting: ${packetBlamed ? 'if not because of that packet,' : 'most likely'} another client uses the client ID '${clientId}', and each takes the connection from the other: give this one another in AT+MQTTUSERCFG`,

  // What to change after a try to connect.
  advised: ({ why, advice }: Because & { advice: Message }, render: Render) =>
    `${render(why)}; ${render(advice)}`,
  onlyThisVersion: () => 'a module speaks MQTT 3.1.1 only: let the broker accept that version',
  otherClientId: ({ clientId }: { clientId: string }) =>
    clientId === ''
      ? 'give a client ID in AT+MQTTUSERCFG'
      : `give another client ID than '${clientId}' in AT+MQTTUSERCFG or with AT+MQTTLONGCLIENTID`,
  tryLater: () => 'the broker is starting, full or about to stop: repeat AT+MQTTCONN later',
  checkLogin: ({ given }: OfLogin) => (given ? CHECK_LOGIN : GIVE_LOGIN),
  checkRights: ({ clientId, given }: OfLogin & { clientId: string }) =>
    `${given ? CHECK_LOGIN : GIVE_LOGIN}; where they are right, the broker's rules do not let the client ID '${clientId}' in`,
  checkWill: ({ topic }: { topic: string }) =>
    `check topic, QoS and retain of the will to '${topic}' in AT+MQTTCONNCFG`,
  closeCauses: ({
    schemes,
    clientId,
    login,
    willTopic,
  }: {
    schemes: string | undefined;
    clientId: string;
    login: boolean;
    willTopic: string | undefined;
  }) =>
    `brokers do that when they do not accept ${[
      `the client ID '${clientId}'`,
      ...(willTopic === undefined ? [] : [`a will to '${willTopic}'`]),
      login ? 'the user name or password' : 'a client without user name',
    ]
      .join(', ')
      .replace(
        /, (?=the user|a client)/,
        ' or ',
      )}${schemes === undefined ? '' : `, or when the port expects TLS (schemes ${schemes})`}`,
  usualTlsPort: ({ port, schemes }: { port: number; schemes: string }) =>
    `port ${port} looks like TLS: use scheme ${schemes} in AT+MQTTUSERCFG`,
  usualPlainPort: ({ port, scheme }: { port: number; scheme: number }) =>
    `port ${port} looks like one without TLS: use scheme ${scheme} in AT+MQTTUSERCFG`,
  withoutTls: ({ scheme }: { scheme: number }) =>
    `if the port is one without TLS, use scheme ${scheme} in AT+MQTTUSERCFG`,
  withoutWebSocket: ({ schemes, tls }: { schemes: string; tls: string | undefined }) =>
    `if the port is one without WebSocket, use scheme ${schemes} in AT+MQTTUSERCFG${tls === undefined ? '' : `, if it expects TLS, scheme ${tls}`}`,
  silenceCauses: ({ schemes }: { schemes: string | undefined }) =>
    `something accepts connections there, but it may be no MQTT broker${schemes === undefined ? '' : `, or expect TLS (schemes ${schemes})`}: check host and port`,
  upgradePath: ({ schemes }: { schemes: string | undefined }) =>
    `set the path of the broker's WebSocket, often /mqtt, in AT+MQTTUSERCFG${schemes === undefined ? '' : `, or, if the port expects TLS, scheme ${schemes}`}`,
  upgradeLogin: () =>
    'it wants credentials before MQTT, which a module can send in the path of AT+MQTTUSERCFG only',
  upgradeBackend: () => 'a server in front of the broker cannot reach it: repeat AT+MQTTCONN later',

  grantedLess: ({ topic, granted, qos }: OfSubscription & { granted: number }) =>
    `the broker granted QoS ${granted} instead of the requested QoS ${qos} for '${topic}'`,
  subscribedAgain: () => 'resubscribed after the reconnect',
  notRenewed: ({ topic, qos, why }: OfSubscription & Because, render: Render) =>
    `could not resubscribe to '${topic}' (QoS ${qos}) after the reconnect: ${render(why)}`,

  // Why nothing was sent.
  topicSentByGenuine: ({ problem }: { problem: Message }, render: Render) =>
    `${render(problem)}; a genuine module sends it unchanged: to do the same, set places.topicChecks=module`,
  genuineWaits: ({ why }: Because, render: Render) =>
    `${render(why)}; a genuine module waits longer: to do the same, set places.acknowledgementWait=module`,
  clientIdNotUtf8: () =>
    'the client ID is not valid UTF-8; a genuine module sends it unchanged: to do the same, set places.nameEncoding=module',
  usernameNotUtf8: () =>
    'the user name is not valid UTF-8; a genuine module sends it unchanged: to do the same, set places.nameEncoding=module',
  clientIdEmpty: () =>
    'an empty client ID needs a clean session: set disable_clean_session to 0 or give a client ID; a genuine module sends it: to do the same, set places.emptyClientId=module',
  nameCheckedHere: ({ why }: Because, render: Render) =>
    `${render(why)}; a genuine module checks the name only after AT+MQTTSNI: to do the same, set places.certificateName=module`,
  hostEmpty: () => "the broker's host name is empty",
  hostUnknown: ({ host, why }: { host: string } & Because, render: Render) =>
    `cannot resolve the broker's host name ${JSON.stringify(host)}: ${render(why)}`,
  hostPrivate: ({ host, address }: { host: string; address: string }) =>
    `the broker's host name ${JSON.stringify(host)} resolves to the private address ${address}, which firmware after 5.0 refuses: give the address instead of the name`,
  hostCharacter: ({ host }: { host: string }) =>
    `the broker's host name ${JSON.stringify(host)} contains a character that no host name may have${host.includes('/') ? ': leave out mqtt:// and the path' : ''}`,
  hostNoAddress: ({ host }: { host: string }) =>
    `the broker's host ${JSON.stringify(host)} is neither a host name nor an IP address; the port is a parameter of its own`,
  sessionUnreadable: ({ why }: Because, render: Render) =>
    `the stored session cannot be read: ${render(why)}`,
  sessionNotStored: ({ why }: { why: Message }, render: Render) =>
    `${render(why).replace(/\.$/, '')}; messages from the broker are not acknowledged until the session can be stored`,
  sessionStored: () => 'the session is stored again, and the messages that waited for it are acknowledged',
  notStored: ({ place, file }: OfPlace & { file: string }) =>
    `nothing is stored in ${place}; write it with AT+SYSMFG=2,${place},8,<length>, or as PEM into ${file} of the flash directory`,
  notInPartition: ({ name, why }: { name: string } & Because, render: Render) =>
    `AT+SYSFLASH has written no usable content to the partition ${JSON.stringify(name)}: ${render(why).replace(/\.$/, '')}`,
  notPacked: () => 'it is neither an image packed by AtPKI.py nor PEM',
  unreadable: ({ place, why }: OfPlace & Because, render: Render) =>
    `${place} cannot be read: ${render(why)}`,
  wrongLength: ({ place, bytes, max }: OfPlace & { bytes: number; max: number }) =>
    `${place} has ${bytes} bytes; it must have 1 to ${max}`,
  isNumber: () => 'it is a number, not PEM',
  keyMismatch: ({ why }: Because, render: Render) =>
    `the stored private key does not match the stored certificate: ${render(why)}`,
};
