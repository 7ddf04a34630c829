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
    `parameter ${parameter} (timezone) is neither whole hours from -12 to 14 nor [hh]mm, with a minus for the west`,
  /** Where the manual is the stricter one. */
  genuineTakes: ({ why, place }: { why: Message; place: string }, render: Render) =>
    `${render(why)}; a genuine module accepts this: to do the same, set places.${place}=module`,
  longCredential: ({ why, command }: { why: Message; command: string }, render: Render) =>
    `${render(why)}; ${command} accepts 1024, and a genuine module accepts this too: to do the same, set places.credentialLimits=module`,
  lineCredential: ({ why, command }: { why: Message; command: string }, render: Render) =>
    `${render(why)}; ${command} accepts what fits into the line, and a genuine module accepts this too: to do the same, set places.credentialLimits=module`,
  isEmpty: ({ name }: { name: string }) => `${name} is empty`,

  notEnoughMemory: ({ size, free }: { size: number; free: number }) =>
    `${size} bytes were announced, only ${free} are free; the setting heapBytes raises that`,
  packetTooLarge: ({ size }: { size: number }) => `${size} bytes do not fit into an MQTT packet`,
  /** What a genuine module prints on its second UART. */
  printedOnLogUart: ({ line }: { line: string }) => line,
  linkState: ({ link, state, advice }: { link: number; state: number; advice: Message }, render: Render) =>
    `link ${link} is in state ${state} (${STATES[state]}); ${clause(render(advice))}`,
  keepAliveUsed: ({ seconds }: { seconds: number }) => `the keepalive is ${seconds} s`,
  noSemaphore: () => 'the kernel has no semaphore left',
  noEventGroup: () => 'the kernel has no event group left',
  otherNames: ({ announced, given }: { announced: number; given: number }) =>
    `${announced} names were announced, but ${given} follow`,
  nameMissing: ({ index, announced }: { index: number; announced: number }) =>
    `name ${index} of ${announced} is missing`,

  wifiOff: () => 'Wi-Fi is off; send AT+CWINIT=1 first',
  noStation: () => 'the Wi-Fi mode has no station; send AT+CWMODE=1 first',
  joinTimedOut: () => 'the access point, or its DHCP server, did not answer in time',
  wrongPassword: () => 'wrong password: the settings give this access point another one',
  noAccessPoint: () => 'no such access point is in the settings wifi.ssid and wifi.accessPoints',
  channelsTooHigh: ({ last, max }: { last: number; max: number }) =>
    `the channels go up to ${last}; there are ${max}`,

  transparentExcludesMux: () => 'AT+CIPMUX=1 is not allowed in transparent mode; send AT+CIPMODE=0 first',
  muxExcludesTransparent: () =>
    'AT+CIPMODE=1 is not allowed with multiple connections; send AT+CIPMUX=0 first',
  nameServerTwice: () => 'a DNS server is given twice',
  gatewayWithNetmask: () => 'gateway and netmask must be given together',
  linkIdFirst: () => 'after AT+CIPMUX=1 the first parameter must be a link ID',
  linkIdNotTaken: () => 'a link ID is allowed only after AT+CIPMUX=1',
  hostNotUtf8: () => 'the host name is not valid UTF-8, so it cannot be resolved',
  nameNotFoundInTime: ({ ms }: { ms: number }) => `the host name was not resolved within ${ms} ms`,
  hostBeginsWithHyphen: () => 'a host name must not begin with -',

  noPartition: ({ name }: { name: string }) => `there is no partition ${JSON.stringify(name)}`,
  outsidePartition: ({ bytes }: { bytes: number }) =>
    `offset and length must be given together, the length must be at least 1, and both must end within the ${bytes} bytes of the partition`,
  wholeSectors: ({ bytes }: { bytes: number }) => `flash is erased in whole sectors of ${bytes} bytes`,
  notErased: ({ name }: { name: string }) =>
    `${JSON.stringify(name)} was written without being erased first: flash mixes the old and the new bytes`,
  sleepNeedsStation: () => 'only a station can sleep; send AT+CWMODE=1 first',
  noWakeupSource: () => 'there is no wakeup source with this number',
  noEarlierFirmware: () => 'there is no earlier firmware to roll back to',
  awaitsDownload: () =>
    'the module waits for a firmware download, as after AT+RST=1, and answers nothing until it is reset',
  eraseNeedsNamespace: () => 'an erase needs a namespace',
  eraseNamesAtMostKey: () => 'an erase takes a namespace and at most a key',
  writeNeedsAll: () => 'a write needs namespace, key, type and value',
  noNamespace: ({ namespace }: { namespace: string }) => `there is no namespace ${JSON.stringify(namespace)}`,
  noKey: ({ namespace, key }: { namespace: string; key: string }) =>
    `there is no key ${JSON.stringify(key)} in ${JSON.stringify(namespace)}`,
  numberReadWhole: () => 'a number can be read only as a whole',
  lengthNegative: ({ length }: { length: number }) => `the length is ${length}; it cannot be negative`,
  lengthTooSmall: ({ length }: { length: number }) => `the length is ${length}; it must be at least 1`,
  lengthTooLarge: ({ length, type, max }: { length: number; type: string; max: number }) =>
    `the length is ${length}; a ${type} holds at most ${max} bytes`,
  offsetBehindValue: ({ offset, bytes }: { offset: number; bytes: number }) =>
    `the offset is ${offset}, but the value has ${bytes} bytes`,
  typeUnknown: ({ type }: { type: number }) => `the type is ${type}; it must be from 1 to 8`,
  derStored: ({ namespace, tool }: { namespace: string; tool: 'pkey' | 'x509' }) =>
    `the data is DER, but ${JSON.stringify(namespace)} must hold PEM; convert it to PEM with openssl ${tool} -inform der`,
};

/** A sentence as the end of another. */
function clause(reason: string): string {
  return reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '');
}
