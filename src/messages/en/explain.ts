import type { Message, Render } from '../types.ts';

/** What `atmqtt explain` says around what is known of a code. */
export const explain = {
  unknown: ({ typed, nearest }: { typed: string; nearest: string | undefined }) =>
    `${JSON.stringify(typed)} is no code, command or message of this module; did you mean ${nearest ?? '0x010a6006'}?`,
  noCommand: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `there is no command ${name}; did you mean ${nearest ?? 'another'}? docs/reference/commands.md lists them`,
  unknownCode: ({ typed }: { typed: string }) =>
    `${typed} is no code of this module; codes are 0x01… with eight digits, or the manual's 6001 to 6057.`,
  meaning: ({ text }: { text: Message }, render: Render) => `Meaning:  ${render(text)}`,
  advice: ({ text }: { text: Message }, render: Render) => `What to do:  ${render(text)}`,
  givenBy: () => 'Given by:',
  parameterCount: () => 'number of parameters',
  parameterUnreadable: ({ index }: { index: number }) =>
    `parameter ${index + 1} could not be read (index ${index}, counted from 0)`,
  answers: ({ answer }: { answer: string }) => `answers   ${answer}`,
  example: ({ example }: { example: string }) => `Example:  ${example}`,
  urc: ({ when }: { when: string }) => `Meaning:     ${when}`,
  broughtBy: ({ after }: { after: string }) => `Brought by:  ${after}`,
  compatRule: ({ rule }: { rule: string }) => `compat rule ${rule}: what a genuine module would not do`,
  otherMqtt: () =>
    'is no MQTT command of ESP-AT; a connection goes by AT+MQTTUSERCFG, AT+MQTTCONNCFG, AT+MQTTCONN, then AT+MQTTPUB and AT+MQTTSUB',
  otherSocket: () =>
    'is for TCP, UDP and SSL sockets, which this module does not have: it has MQTT only, by AT+MQTTCONN',
  otherHttp: () => 'is for HTTP, which this module does not have: it has MQTT only',
  otherWebSocket: () =>
    'is for plain WebSockets, which this module does not have: MQTT over WebSocket is scheme 6 to 10 of AT+MQTTUSERCFG',
  otherBluetooth: () => 'is for Bluetooth, which this module does not have',
  otherAccessPoint: () =>
    'is for a module that is an access point itself, which this one is not: it is a station, by AT+CWJAP',
  otherProvisioning: () =>
    'is for telling a module its Wi-Fi by other ways, which this one does not have: AT+CWJAP does it',
  otherChip: () => 'is for the chip (updates, pins, files), which is not there: this module is software',
  otherSimcom: () =>
    'is a command of SIMCom modules; ESP-AT has AT+MQTTUSERCFG, AT+MQTTCONN, AT+MQTTPUB and AT+MQTTSUB for it',
  otherQuectel: () =>
    'is a command of Quectel modules; ESP-AT has AT+MQTTUSERCFG, AT+MQTTCONN, AT+MQTTPUB and AT+MQTTSUB for it',
  otherCellular: () =>
    'is for cellular modules; a Wi-Fi module joins with AT+CWJAP, and AT+CWSTATE? says how it is',
};
