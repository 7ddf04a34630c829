import type { Message, Render } from '../types.ts';

const STATES = [
  'not initialised',
  'user configured',
  'connection configured',
  'disconnected',
  'connected',
  'connected, nothing subscribed',
  'connected, subscribed',
];

/** Why a command was refused or failed, and what one warns of. Parameters are counted from 1. */
export const commands = {
  parameterMissing: ({ parameter, name }: { parameter: number; name: string }) =>
    `parameter ${parameter} (${name}) is missing`,
  parameterEmpty: ({ parameter, name }: { parameter: number; name: string }) =>
    `parameter ${parameter} (${name}) is empty`,
  parameterTooLong: (of: { parameter: number; name: string; bytes: number; max: number }) =>
    `parameter ${of.parameter} (${of.name}) has ${of.bytes} bytes; at most ${of.max} fit`,
  parameterOutOfRange: (of: { parameter: number; name: string; given: number; min: number; max: number }) =>
    `parameter ${of.parameter} (${of.name}) is ${of.given}; it must be ` +
    (of.min === of.max ? `${of.min}` : `from ${of.min} to ${of.max}`),
  parameterOver32Bits: ({ parameter, name }: { parameter: number; name: string }) =>
    `parameter ${parameter} (${name}) does not fit into 32 bits`,
  parameterIsNot: ({ parameter, name, kind }: { parameter: number; name: string; kind: string }) =>
    `parameter ${parameter} (${name}) is not ${kind}`,
  timeZoneUnreadable: ({ parameter }: { parameter: number }) =>
    `parameter ${parameter} (timezone) is neither whole hours from -12 to 14 nor [hh]mm with a minus where it is west`,
  /** Where the manual is the stricter one. */
  genuineTakes: ({ why, place }: { why: Message; place: string }, render: Render) =>
    `${render(why)}; a genuine module takes this: set places.${place}=module`,
  longCredential: ({ why, command }: { why: Message; command: string }, render: Render) =>
    `${render(why)}; ${command} takes 1024, and a genuine module takes this too: set places.credentialLimits=module`,
  lineCredential: ({ why, command }: { why: Message; command: string }, render: Render) =>
    `${render(why)}; ${command} takes what fits into the line, and a genuine module takes this too: set places.credentialLimits=module`,
  isEmpty: ({ name }: { name: string }) => `${name} is empty`,

  notEnoughMemory: ({ size, free }: { size: number; free: number }) =>
    `${size} bytes were announced and ${free} are free; the setting heapBytes raises that`,
  packetTooLarge: ({ size }: { size: number }) => `${size} bytes do not fit into an MQTT packet`,
  /** What a genuine module prints on its second UART. */
  printedOnLogUart: ({ line }: { line: string }) => line,
  linkState: ({ link, state, advice }: { link: number; state: number; advice: Message }, render: Render) =>
    `link ${link} is in state ${state} (${STATES[state]}); ${clause(render(advice))}`,
  keepAliveUsed: ({ seconds }: { seconds: number }) => `${seconds} seconds are used`,
  noSemaphore: () => 'the kernel has no semaphore left',
  noEventGroup: () => 'the kernel has no event group left',
  otherNames: ({ announced, given }: { announced: number; given: number }) =>
    `${announced} names were announced and ${given} follow`,
  nameMissing: ({ index, announced }: { index: number; announced: number }) =>
    `name ${index} of ${announced} is missing`,

  wifiOff: () => 'Wi-Fi is switched off; send AT+CWINIT=1 first',
  noStation: () => 'the mode has no station; send AT+CWMODE=1 first',
  joinTimedOut: () => 'the access point, or its DHCP server, did not answer in time',
  wrongPassword: () => 'the password is not the one that the settings give this access point',
  noAccessPoint: () => 'there is no such access point in the settings wifi.ssid and wifi.accessPoints',
  channelsTooHigh: ({ last, max }: { last: number; max: number }) =>
    `the channels go up to ${last}; there are ${max}`,

  transparentExcludesMux: () => 'transparent mode excludes AT+CIPMUX=1',
  muxExcludesTransparent: () => 'several connections exclude AT+CIPMODE=1',
  nameServerTwice: () => 'a name server is given twice',
  gatewayWithNetmask: () => 'gateway and netmask are given together or not at all',
  linkIdFirst: () => 'after AT+CIPMUX=1 a link ID comes first',
  linkIdNotTaken: () => 'a link ID is taken only after AT+CIPMUX=1',
  hostNotUtf8: () => 'the name is not valid UTF-8, so that nobody can be asked for it',
  nameNotFoundInTime: ({ ms }: { ms: number }) => `no address was found within ${ms} ms`,
  hostBeginsWithHyphen: () => 'a host does not begin with -',

  noPartition: ({ name }: { name: string }) => `there is no partition ${JSON.stringify(name)}`,
  outsidePartition: ({ bytes }: { bytes: number }) =>
    `offset and length go together, the length from 1, and both end within the ${bytes} bytes of the partition`,
  wholeSectors: ({ bytes }: { bytes: number }) => `flash is erased in whole sectors of ${bytes} bytes`,
  notErased: ({ name }: { name: string }) =>
    `${JSON.stringify(name)} was written without being erased first, which flash does not take: the bytes are mixed`,
  sleepNeedsStation: () => 'only a station sleeps; send AT+CWMODE=1 first',
  noWakeupSource: () => 'nothing of that number wakes the module',
  noEarlierFirmware: () => 'there is no firmware to go back to',
  awaitsDownload: () =>
    'the module waits for firmware as after AT+RST=1 and answers nothing until it is reset',
  eraseNeedsNamespace: () => 'an erase needs a namespace',
  eraseNamesAtMostKey: () => 'an erase names at most a key',
  writeNeedsAll: () => 'a write needs namespace, key, type and value',
  noNamespace: ({ namespace }: { namespace: string }) => `there is no namespace ${JSON.stringify(namespace)}`,
  noKey: ({ namespace, key }: { namespace: string; key: string }) =>
    `there is no key ${JSON.stringify(key)} in ${JSON.stringify(namespace)}`,
  numberReadWhole: () => 'a number is read as a whole',
  lengthNegative: ({ length }: { length: number }) => `the length is ${length}; it cannot be negative`,
  lengthTooSmall: ({ length }: { length: number }) => `the length is ${length}; it must be from 1`,
  lengthTooLarge: ({ length, type, max }: { length: number; type: string; max: number }) =>
    `the length is ${length}; a ${type} holds at most ${max} bytes`,
  offsetBehindValue: ({ offset, bytes }: { offset: number; bytes: number }) =>
    `the offset is ${offset} and the value has ${bytes} bytes`,
  typeUnknown: ({ type }: { type: number }) => `the type is ${type}; it must be from 1 to 8`,
  derStored: ({ namespace, tool }: { namespace: string; tool: 'pkey' | 'x509' }) =>
    `the data is DER and what is in ${JSON.stringify(namespace)} must be PEM; convert it to PEM with openssl ${tool} -inform der`,
};

/** A sentence as the end of another. */
function clause(reason: string): string {
  return reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '');
}
