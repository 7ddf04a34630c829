import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message, type ParamsOf } from '#messages/message';
import { showTopic } from '#mqtt/codec/topics';
import { isMqttError, type MqttError } from '#mqtt/errors';
import { isTransportError, type TransportError } from '#mqtt/transport-error';
import { schemeOf } from './schemes.ts';

/** What a connection was tried with, as far as it tells what to change. */
export interface Tried {
  /** As `AT+MQTTUSERCFG` counts. */
  readonly scheme: number;
  readonly port: number;
  readonly clientId: Uint8Array;
  readonly username: Uint8Array;
  /** Empty: no will. */
  readonly willTopic: Uint8Array;
}

/** Ports at which brokers usually expect TLS, and ports at which they do not. */
const TLS_PORTS = [443, 8081, 8084, 8443, 8883, 8884, 8885, 8886, 8887];
const PLAIN_PORTS = [80, 1883, 1884, 8080, 8083, 9001];

/** Return codes of CONNACK that mean the same to a user; those from 128 on are of MQTT 5. */
const WRONG_VERSION = [1, 132];
const WRONG_CLIENT_ID = [2, 133];
const NOT_NOW = [3, 136, 137, 151, 159];
const WRONG_LOGIN = [4, 134, 140];
const NOT_ALLOWED = [5, 135, 138];
/** Its topic, retain and QoS. */
const WRONG_WILL = [144, 154, 155];

/** Why a try to connect came to nothing, and what to change in which command where that is known. */
export function reasonWithAdvice(error: unknown, tried: Tried): Message {
  const why = reasonOf(error);
  const advice = isMqttError(error) ? adviceFor(error, tried) : undefined;
  return advice === undefined ? why : message('link.advised', { why, advice });
}

function adviceFor(error: MqttError, tried: Tried): Message | undefined {
  if (error.code === 'REFUSED') return afterRefusal(error.returnCode ?? 0, tried);
  if (error.reason.key === 'mqtt.closedBeforeConnack') return afterClose(tried);
  if (error.reason.key === 'mqtt.noConnack') {
    return usualPort(tried) ?? message('link.silenceCauses', { schemes: otherTlsSchemes(tried) });
  }
  return isTransportError(error.cause) ? afterTransport(error.cause, tried) : undefined;
}

function afterRefusal(returnCode: number, { clientId, username, willTopic }: Tried): Message | undefined {
  const is = (codes: readonly number[]): boolean => codes.includes(returnCode);
  if (is(WRONG_VERSION)) return message('link.onlyThisVersion');
  if (is(WRONG_CLIENT_ID)) return message('link.otherClientId', { clientId: showTopic(clientId) });
  if (is(NOT_NOW)) return message('link.tryLater');
  if (is(WRONG_LOGIN)) return message('link.checkLogin', { given: username.length > 0 });
  if (is(NOT_ALLOWED)) {
    return message('link.checkRights', { clientId: showTopic(clientId), given: username.length > 0 });
  }
  return is(WRONG_WILL) ? message('link.checkWill', { topic: showTopic(willTopic) }) : undefined;
}

function afterClose(tried: Tried): Message {
  const { clientId, username, willTopic } = tried;
  return (
    usualPort(tried) ??
    message('link.closeCauses', {
      schemes: otherTlsSchemes(tried),
      clientId: showTopic(clientId),
      login: username.length > 0,
      willTopic: willTopic.length > 0 ? showTopic(willTopic) : undefined,
    })
  );
}

function afterTransport(error: TransportError, tried: Tried): Message | undefined {
  const { scheme } = tried;
  const { webSocket } = schemeOf(scheme);
  switch (error.code) {
    case 'NOT_TLS':
      return usualPort(tried) ?? message('link.withoutTls', { scheme: webSocket ? 6 : 1 });
    case 'NOT_WEBSOCKET':
      return withoutWebSocket(tried);
    case 'CLOSED':
      if (error.reason.key === 'transport.closedInUpgrade') return withoutWebSocket(tried);
      return (
        usualPort(tried) ??
        (isUnanswered(error) ? message('link.withoutTls', { scheme: webSocket ? 6 : 1 }) : undefined)
      );
    case 'UPGRADE_REFUSED':
      return afterUpgrade(error.status ?? 0, tried);
    default:
      return undefined;
  }
}

function withoutWebSocket(tried: Tried): Message {
  const { tls } = schemeOf(tried.scheme);
  return (
    usualPort(tried) ??
    message('link.withoutWebSocket', {
      schemes: tls ? '2 to 5' : '1',
      tls: tls ? undefined : tlsSchemes(tried.scheme),
    })
  );
}

/** Whether nothing had come in a TLS handshake. */
function isUnanswered({ reason }: TransportError): boolean {
  if (reason.key !== 'transport.closedInHandshake') return false;
  return (reason.params as ParamsOf<'transport.closedInHandshake'>).reached === 'hello';
}

function afterUpgrade(status: number, tried: Tried): Message | undefined {
  if (status === 401 || status === 403) return message('link.upgradeLogin');
  if (status >= 500) return message('link.upgradeBackend');
  const schemes = schemeOf(tried.scheme).tls || status === 404 ? undefined : tlsSchemes(tried.scheme);
  return usualPort(tried) ?? message('link.upgradePath', { schemes });
}

/** What the number of a port tells, where the scheme does not fit it. */
function usualPort({ scheme, port }: Tried): Message | undefined {
  const { tls, webSocket } = schemeOf(scheme);
  if (!tls && TLS_PORTS.includes(port)) {
    return message('link.usualTlsPort', { port, schemes: tlsSchemes(scheme) });
  }
  if (tls && PLAIN_PORTS.includes(port)) {
    return message('link.usualPlainPort', { port, scheme: webSocket ? 6 : 1 });
  }
  return undefined;
}

/** The schemes of a port that expects TLS at once; undefined where the server has spoken what the scheme has below MQTT. */
function otherTlsSchemes({ scheme }: Tried): string | undefined {
  const { tls, webSocket } = schemeOf(scheme);
  return tls || webSocket ? undefined : tlsSchemes(scheme);
}

function tlsSchemes(scheme: number): string {
  return schemeOf(scheme).webSocket ? '7 to 10' : '2 to 5';
}
