import type { Ready } from '#app/ready';
import { formatHostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';

/** Of the column of names, when none is longer. */
const NAME_WIDTH = 10;

/** What is up and where, for a person. */
export function describeReady(ready: Ready): string {
  const width = Math.max(NAME_WIDTH, ...ready.modules.map(({ name }) => name.length));
  const lines = ready.modules.flatMap(({ name, ports }) =>
    ports.map((port) => `  ${name.padEnd(width)} ${describePort(port)}`),
  );
  for (const url of ready.broker?.urls ?? []) lines.push(`  ${'broker'.padEnd(width)} ${url}`);
  return `${['atmqtt is up:', ...lines].join('\n')}\n`;
}

function describePort(port: PortInfo): string {
  switch (port.kind) {
    case 'pty':
      return `serial ${port.link ?? port.path}${port.link === undefined ? '' : ` → ${port.path}`}`;
    case 'serial':
      return `serial ${port.path} at ${port.baud} baud`;
    case 'tcp':
    case 'rfc2217':
      return `${port.kind.padEnd(6)} ${formatHostPort(port)}${manner(port)}`;
    case 'unix':
      return `unix   ${port.path}${manner(port)}`;
    case 'ws':
      return `ws     ${port.url}${manner(port)}`;
    case 'exec':
      return `program ${port.command}`;
    case 'stdio':
      return 'stdin and stdout';
    case 'memory':
      return 'memory';
  }
}

function manner(port: { fork?: true; dials?: true }): string {
  if (port.dials === true) return ' (dialled)';
  return port.fork === true ? ' (a module for each connection)' : '';
}

/** The commands that connect with each scheme, for a person. */
export function describeTrying(urls: readonly string[]): string {
  const port = (scheme: string): string =>
    urls.map((url) => new URL(url)).find((url) => url.protocol === scheme)?.port ?? '';
  return `${[
    'The CA and a client certificate are in the flash. To try a scheme, such as 5 (TLS, both sides checked):',
    '  AT+CIPSNTPCFG=1,0                                  (a certificate is checked against the module’s clock)',
    '  AT+MQTTUSERCFG=0,5,"desk","","",0,0,""',
    `  AT+MQTTCONN=0,"localhost",${port('mqtts:')},0`,
    `Schemes 2 to 5 go to port ${port('mqtts:')}, 6 to ${port('ws:')}, 7 to 10 to ${port('wss:')}; AT+MQTTCLEAN=0 begins anew.`,
  ].join('\n')}\n`;
}
