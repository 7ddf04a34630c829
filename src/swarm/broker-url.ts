import { message } from '#messages/message';
import { formatHostPort, withoutBrackets } from '#net/host-port';
import { ScenarioError } from '#scenario/scenario-error';

/** A broker as the commands of a module name it. */
export interface BrokerTarget {
  readonly host: string;
  readonly port: number;
  /** As `AT+MQTTUSERCFG` counts: 1 TCP, 2 TLS, 6 WebSocket, 7 secure WebSocket; the server is not verified. */
  readonly scheme: 1 | 2 | 6 | 7;
  readonly path: string;
  readonly username: string;
  readonly password: string;
}

const SCHEMES: Readonly<Record<string, readonly [scheme: BrokerTarget['scheme'], port: number]>> = {
  'mqtt:': [1, 1883],
  'mqtts:': [2, 8883],
  'ws:': [6, 80],
  'wss:': [7, 443],
};

/**
 * Reads `mqtt://[USER[:PASSWORD]@]HOST[:PORT]`, and mqtts, ws and wss with a path.
 * @throws ScenarioError; its message holds no password
 */
export function parseBrokerUrl(text: string): BrokerTarget {
  if (!URL.canParse(text)) throw new ScenarioError(message('swarm.notUrl'));
  const url = new URL(text);
  const known = SCHEMES[url.protocol];
  if (known === undefined || url.hostname === '') {
    throw new ScenarioError(message('swarm.otherUrl', { begin: `${url.protocol}//${url.host}` }));
  }
  const [scheme, port] = known;
  return {
    host: url.hostname,
    port: url.port === '' ? port : Number(url.port),
    scheme,
    path: scheme < 6 ? '' : url.pathname,
    username: decoded(url.username),
    password: decoded(url.password),
  };
}

/** The URL of a broker, for people: without user and password. */
export function shownBroker({ host, port, scheme, path }: BrokerTarget): string {
  const protocol = Object.entries(SCHEMES).find(([, [each]]) => each === scheme)?.[0];
  return `${protocol}//${formatHostPort({ host: withoutBrackets(host), port })}${path}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ScenarioError(message('swarm.percentSign'));
  }
}
