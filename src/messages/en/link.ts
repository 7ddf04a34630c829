import type { Message, Render } from '../types.ts';

type Because = { readonly why: Message };
/** A namespace of the certificate store and a key in it, each in quotes. */
type OfPlace = { readonly place: string };

/** What is said of an MQTT link. */
export const link = {
  connected: ({ address, sessionPresent }: { address: string; sessionPresent: boolean }) =>
    `connected to ${address}${sessionPresent ? ', the session is present' : ''}`,
  unverified: ({ scheme }: { scheme: number }) =>
    `with scheme ${scheme} nobody has checked who the server is`,
  stateChanged: ({ from, to }: { from: number; to: number }) => `state ${from} → ${to}`,
  lostWithWifi: () => 'the connection was lost with the Wi-Fi',
  sessionNotClosed: ({ why }: Because, render: Render) =>
    `the stored session could not be closed: ${render(why)}`,

  // Why a link changed its state.
  command: ({ command }: { command: string }) => command,
  connectFailed: ({ why }: Because, render: Render) => `AT+MQTTCONN failed: ${render(why)}`,
  failed: () => 'the connection failed',
  lost: () => 'the connection was lost',
  wifiLost: () => 'the Wi-Fi was lost',
  retryDue: () => 'a reconnect is due',
  back: () => 'the connection is back',
  restart: () => 'restart',
  deepSleep: () => 'deep sleep',
  powerOff: () => 'power off',

  grantedLess: ({ granted, qos }: { granted: number; qos: number }) =>
    `the broker granted QoS ${granted} only, and ${qos} was asked for`,
  subscribedAgain: () => 'subscribed again, as after every reconnect',
  notRenewed: ({ why }: Because, render: Render) => `a subscription was not renewed: ${render(why)}`,

  // Why nothing was sent.
  topicSentByGenuine: ({ problem }: { problem: Message }, render: Render) =>
    `${render(problem)}; a genuine module sends it as it is: set places.topicChecks=module`,
  genuineWaits: ({ why }: Because, render: Render) =>
    `${render(why)}; a genuine module waits longer: set places.acknowledgementWait=module`,
  clientIdNotUtf8: () =>
    'the client id is not valid UTF-8; a genuine module sends it as it is: set places.nameEncoding=module',
  usernameNotUtf8: () =>
    'the user name is not valid UTF-8; a genuine module sends it as it is: set places.nameEncoding=module',
  clientIdEmpty: () =>
    'an empty client id needs a clean session; set disable_clean_session to 0 or give a client id; a genuine module sends it: set places.emptyClientId=module',
  nameCheckedHere: ({ why }: Because, render: Render) =>
    `${render(why)}; a genuine module checks no name without AT+MQTTSNI: set places.certificateName=module`,
  hostEmpty: () => 'the host is empty',
  hostUnknown: ({ host, why }: { host: string } & Because, render: Render) =>
    `the host ${JSON.stringify(host)} has no address: ${render(why)}`,
  hostPrivate: ({ host, address }: { host: string; address: string }) =>
    `the host ${JSON.stringify(host)} is a name for the private address ${address}; firmware after 5.0 refuses that: give the address itself`,
  hostCharacter: ({ host }: { host: string }) =>
    `the host ${JSON.stringify(host)} holds a character that no host name has${host.includes('/') ? '; leave out the scheme and the path' : ''}`,
  hostNoAddress: ({ host }: { host: string }) =>
    `the host ${JSON.stringify(host)} is no name and no address; the port is a parameter of its own`,
  sessionUnreadable: ({ why }: Because, render: Render) =>
    `the stored session cannot be read: ${render(why)}`,
  sessionNotStored: ({ why }: { why: Message }, render: Render) =>
    `${render(why).replace(/\.$/, '')}; what the broker has sent is not acknowledged until it can be`,
  sessionStored: () => 'the session could be stored, and what waited for that is acknowledged',
  notStored: ({ place, file }: OfPlace & { file: string }) =>
    `nothing is stored in ${place}; write it with AT+SYSMFG=2,${place},8,<length>, or as PEM into ${file} of the flash directory`,
  unreadable: ({ place, why }: OfPlace & Because, render: Render) =>
    `${place} cannot be read: ${render(why)}`,
  wrongLength: ({ place, bytes, max }: OfPlace & { bytes: number; max: number }) =>
    `${place} has ${bytes} bytes; 1 to ${max} are possible`,
  isNumber: () => 'it is a number',
  notPem: () => 'it is not PEM; convert it, as with openssl … -outform PEM',
  keyMismatch: ({ why }: Because, render: Render) =>
    `the stored key does not belong to the stored certificate: ${render(why)}`,
};
