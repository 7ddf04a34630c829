import { type Message, message } from '#messages/message';
import { reasonWithAdvice } from '#module/link/advice';
import { routeBy } from '#module/link/route';
import { DEFAULT_MAX_INBOUND_BYTES } from '#module/settings/settings';
import { MqttClient } from '#mqtt/client/client';
import { Session } from '#mqtt/client/session';
import { isMqttError } from '#mqtt/errors';
import type { Observe } from '#mqtt/observe';
import { dialRoute } from '#mqtt/transports/dial';
import { systemTimers } from '#time/timers';
import { fileProblem } from './files.ts';
import type { DoctorTarget } from './target.ts';

const CONNECT_TIMEOUT_MS = 15_000;
const DISCONNECT_GRACE_MS = 400;
const KEEP_ALIVE_SECONDS = 120;

/** How it went: accepted, or why not. */
export type Diagnosis =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: Message;
      /** The way there is fine; it is the broker that said no. */
      readonly refused: boolean;
    };

/** Connects to a broker as a module would, and disconnects. @param observe is told of each step on the way */
export async function diagnose(target: DoctorTarget, observe: Observe): Promise<Diagnosis> {
  const { scheme, host, port, address, options, ca, cert, key } = target;
  const unusable = fileProblem(target);
  if (unusable !== undefined) return { accepted: false, reason: unusable, refused: false };
  const client = new MqttClient({
    dial: dialRoute(
      routeBy(scheme, {
        host,
        port,
        path: options.path ?? '/',
        sni: options.sni ?? '',
        checksHostName: true,
        alpn: options.alpn ?? [],
        material: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) },
        now: Date.now,
        timers: systemTimers,
        maxInboundBytes: DEFAULT_MAX_INBOUND_BYTES,
        observe,
      }),
    ),
    timers: systemTimers,
    session: new Session(),
    maxInboundBytes: DEFAULT_MAX_INBOUND_BYTES,
    peer: message('mqtt.brokerAt', { address }),
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
    const tried = {
      scheme: target.number,
      port,
      clientId: Buffer.from(clientId),
      username: Buffer.from(username ?? ''),
      willTopic: Buffer.alloc(0),
    };
    return {
      accepted: false,
      reason: reasonWithAdvice(error, tried),
      refused: isMqttError(error, 'REFUSED'),
    };
  }
  await client.disconnect(DISCONNECT_GRACE_MS);
  return { accepted: true };
}
