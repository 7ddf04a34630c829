import { escapeParameter } from '#at/escape-parameter';
import { type Message, message } from '#messages/message';
import type { DoctorTarget } from './target.ts';

/** An AT command, and what there is to do with it. */
export interface ModuleCommand {
  readonly line: string;
  readonly remark?: Message;
}

/**
 * What makes a module connect as the diagnosis did, in order; a password is left for the person to fill in.
 */
export function moduleCommands(target: DoctorTarget): readonly ModuleCommand[] {
  const { number, scheme, host, port, options, ca, cert, key } = target;
  const path = scheme.webSocket ? (options.path ?? '/') : '';
  const password = options.password === undefined ? '' : '<password>';
  const user = [options.clientId, options.username ?? '', password].map(quoted).join(',');
  const { alpn, sni } = options;
  return [
    ...(scheme.verifyServer ? [{ line: 'AT+CIPSNTPCFG=1,0', remark: message('doctor.waitForTime') }] : []),
    ...store('mqtt_ca', scheme.verifyServer ? ca : undefined),
    ...store('mqtt_cert', scheme.clientCertificate ? cert : undefined),
    ...store('mqtt_key', scheme.clientCertificate ? key : undefined),
    { line: `AT+MQTTUSERCFG=0,${number},${user},0,0,${quoted(path)}` },
    ...(scheme.tls && alpn !== undefined
      ? [{ line: `AT+MQTTALPN=0,${alpn.length},${alpn.map(quoted).join(',')}` }]
      : []),
    ...(scheme.tls && sni !== undefined ? [{ line: `AT+MQTTSNI=0,${quoted(sni)}` }] : []),
    { line: `AT+MQTTCONN=0,${quoted(host)},${port},0` },
  ];
}

function store(name: string, pem: Buffer | undefined): readonly ModuleCommand[] {
  if (pem === undefined) return [];
  return [{ line: `AT+SYSMFG=2,"${name}","${name}",8,${pem.length}`, remark: message('doctor.thenFile') }];
}

/** A text as a parameter. */
function quoted(text: string): string {
  return `"${escapeParameter(text)}"`;
}
