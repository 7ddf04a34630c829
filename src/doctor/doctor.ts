import { readFileSync } from 'node:fs';
import { UsageError } from '#errors/usage-error';
import { type Scheme, schemeOf } from '#module/link/schemes';
import { isMqttError, MqttClient, Session } from '#mqtt/index';
import type { StepEvent } from '#mqtt/observe';
import type { Route } from '#mqtt/route';
import { dialRoute } from '#mqtt/transports/dial';
import { parseHostPort, withBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import { systemTimers } from '#time/timers';

const STEP_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 15_000;
const DISCONNECT_GRACE_MS = 400;
const SCHEMES = 10;
const KEEP_ALIVE_SECONDS = 120;

/** The options of `doctor`, as they were typed. */
export interface DoctorOptions {
  readonly sni?: string;
  readonly alpn?: readonly string[];
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly path?: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}

/** What is asked for, checked and with its files read. */
interface Visit {
  readonly number: number;
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  readonly options: DoctorOptions;
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
}

/**
 * Connects to a broker as a module would, tells each step, and says which commands make a module do the same.
 * @returns whether the broker accepted the connection
 * @throws UsageError for what cannot be tried
 */
export async function doctor(
  schemeText: string,
  address: string,
  options: DoctorOptions,
  print: (line: string) => void,
): Promise<boolean> {
  const visit = prepare(schemeText, address, options);
  const client = new MqttClient({
    dial: dialRoute(routeOf(visit, (event) => tell(event, print))),
    timers: systemTimers,
    session: new Session(),
    peer: `the broker at ${address}`,
    events: { message() {}, closed() {}, drain() {} },
  });
  const { clientId, username, password } = options;
  try {
    await client.connect(
      {
        clientId,
        cleanSession: true,
        keepAliveSeconds: KEEP_ALIVE_SECONDS,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password: Buffer.from(password) }),
      },
      CONNECT_TIMEOUT_MS,
    );
  } catch (error) {
    print(`failed   ${(error as Error).message}`);
    if (isMqttError(error, 'REFUSED'))
      print('         The way there is fine; the broker refuses this client.');
    return false;
  }
  print('mqtt     CONNACK: accepted');
  await client.disconnect(DISCONNECT_GRACE_MS);
  print('A module does the same with:');
  for (const line of commandsFor(visit)) print(`  ${line}`);
  return true;
}

function prepare(schemeText: string, address: string, options: DoctorOptions): Visit {
  const number = Number(schemeText);
  if (!Number.isInteger(number) || number < 1 || number > SCHEMES) {
    throw new UsageError(`There is no scheme ${schemeText}; they go from 1 (TCP) to ${SCHEMES}.`);
  }
  const target = parseHostPort(address);
  if ('problem' in target || target.host === undefined || target.port === 0) {
    throw new UsageError(`${JSON.stringify(address)} is no address; give HOST:PORT.`);
  }
  const scheme = schemeOf(number);
  const [ca, cert, key] = [readPem(options.ca), readPem(options.cert), readPem(options.key)];
  if (scheme.verifyServer && ca === undefined) {
    throw new UsageError(`Scheme ${number} checks the server: name the CA with --ca FILE.`);
  }
  if (scheme.clientCertificate && (cert === undefined || key === undefined)) {
    throw new UsageError(
      `Scheme ${number} sends a client certificate: name it with --cert FILE and --key FILE.`,
    );
  }
  return { number, scheme, host: target.host, port: target.port, options, ca, cert, key };
}

function readPem(file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

function routeOf(visit: Visit, observe: (event: StepEvent) => void): Route {
  const { scheme, host, port, options, ca, cert, key } = visit;
  const name = options.sni ?? host;
  const path = scheme.webSocket ? (options.path ?? '/') : undefined;
  if (!scheme.tls) return { host, port, path, observe };
  return {
    host,
    port,
    path,
    observe,
    tls: {
      serverName: isIP(name) === 0 ? name : undefined,
      alpn: options.alpn ?? [],
      ca: scheme.verifyServer ? ca : undefined,
      cert: scheme.clientCertificate ? cert : undefined,
      key: scheme.clientCertificate ? key : undefined,
      verify: scheme.verifyServer ? { name, now: Date.now } : undefined,
      stepTimeoutMs: STEP_TIMEOUT_MS,
      timers: systemTimers,
    },
  };
}

function tell(event: StepEvent, print: (line: string) => void): void {
  switch (event.found) {
    case 'address':
      return print(`name     ${event.address}`);
    case 'connection':
      return print(`tcp      connected to ${event.address} port ${event.port}`);
    case 'session':
      print(`tls      ${event.version}, ${event.cipher}; ALPN: ${event.alpn ?? 'none chosen'}`);
      for (const { subject, issuer, validFrom, validTo } of event.chain) {
        print(`         ${subject}, issued by ${issuer}, valid ${day(validFrom)} to ${day(validTo)}`);
      }
      return;
    case 'verdict':
      return print(
        `verdict  ${event.verified ? 'the server is who it should be' : 'not checked with this scheme'}`,
      );
    case 'answer':
      return print(`ws       HTTP ${event.status}, subprotocol ${event.subprotocol ?? 'none'}`);
  }
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The commands in their order; a password is left for the person to fill in. */
function commandsFor({ number, scheme, host, port, options, ca, cert, key }: Visit): string[] {
  const text = (value: string): string => `"${value.replace(/[\\",]/g, '\\$&')}"`;
  const store = (name: string, pem: Buffer | undefined, wanted: boolean): string[] =>
    wanted && pem !== undefined
      ? [`AT+SYSMFG=2,"${name}","${name}",8,${pem.length}      then the file's bytes`]
      : [];
  const password = options.password === undefined ? '' : '<password>';
  const user = [options.clientId, options.username ?? '', password].map(text).join(',');
  return [
    ...(scheme.verifyServer ? ['AT+CIPSNTPCFG=1,0      and wait for +TIME_UPDATED'] : []),
    ...store('mqtt_ca', ca, scheme.verifyServer),
    ...store('mqtt_cert', cert, scheme.clientCertificate),
    ...store('mqtt_key', key, scheme.clientCertificate),
    `AT+MQTTUSERCFG=0,${number},${user},0,0,${text(scheme.webSocket ? (options.path ?? '/') : '')}`,
    ...(scheme.tls && options.alpn !== undefined
      ? [`AT+MQTTALPN=0,${options.alpn.length},${options.alpn.map(text).join(',')}`]
      : []),
    ...(scheme.tls && options.sni !== undefined ? [`AT+MQTTSNI=0,${text(options.sni)}`] : []),
    `AT+MQTTCONN=0,${text(withBrackets(host))},${port},0`,
  ];
}
