import { type Message, message } from '#messages/message';
import type { AbsentCommand } from './command.ts';

/** Commands of ESP-AT, and of modules that people mistake for it, that this module does not have, by how they begin. */
const OTHER = [
  [
    /^AT\+(CIPSTART|CIPSEND\w*|CIPCLOSE|CIPSERVER\w*|CIPSTO|CIPRECVDATA|CIPRECVLEN|CIPSSL\w*)$/,
    'otherSocket',
  ],
  [/^AT\+HTTP\w*$/, 'otherHttp'],
  [/^AT\+WS\w*$/, 'otherWebSocket'],
  [/^AT\+(BLE|BT|BLUFI)\w*$/, 'otherBluetooth'],
  [/^AT\+(CWSAP|CWLIF|CWDHCPS|CIPAP|CWQIF)\w*$/, 'otherAccessPoint'],
  [/^AT\+(CWSTARTSMART|CWSTOPSMART|WPS|WEBSERVER|CWJEAP|CWSTARTDISCOVER)\w*$/, 'otherProvisioning'],
  [/^AT\+(CIUPDATE|CIPFWVER|USEROTA|USERRAM|FS|DRV\w*|SYSREG|SYSGPIO\w*|SYSIOSETCFG|ADC)$/, 'otherChip'],
  [/^AT\+(CMQTT\w*|SMCONN|SMPUB|SMSUB|SMCONF|SMDISC|SMUNSUB|SMSTATE)$/, 'otherSimcom'],
  [/^AT\+(QMT\w*|QIACT|QIOPEN|QISEND)$/, 'otherQuectel'],
  [/^AT\+(CSQ|CREG|CGATT|CGREG|CEREG|CPIN|COPS|CGDCONT|CGACT)$/, 'otherCellular'],
] as const;

/**
 * Why this module does not have a command; undefined for one that nobody is known to have.
 * @param absent what other releases have
 */
export function absentReason(name: string, absent: readonly AbsentCommand[] = []): Message | undefined {
  const elsewhere = absent.find((each) => each.name === name);
  if (elsewhere !== undefined) return elsewhere.reason;
  const [, key] = OTHER.find(([pattern]) => pattern.test(name)) ?? [];
  return key === undefined ? undefined : message('at.commandOfOthers', { name, what: message(`at.${key}`) });
}
