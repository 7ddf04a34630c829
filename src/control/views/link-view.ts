import type { z } from 'zod';
import { showBytes } from '#bytes/show-bytes';
import type { RunMetrics } from '#metrics/run-metrics';
import { linkStatusOf } from '#metrics/status';
import type { UserConfig } from '#module/link/config';
import type { Link } from '#module/link/link';
import { listTopics } from '#module/link/topics';
import type { linkSchema } from '../schemas/modules.ts';

/** In the place of every secret. */
const MASK = '***';
/** Bytes of a payload that are shown. */
const SHOWN_BYTES = 1024;

/** A link as it is now, with what commands have set on it; secrets are masked. */
export function linkView(
  { id, model, target, user, connection, outgoing }: Link,
  countedAs: string,
  metrics: RunMetrics,
): z.infer<typeof linkSchema> {
  const { keepAlive, cleanSession, willTopic, willMessage, willQos, willRetain } = connection;
  return {
    ...linkStatusOf(metrics, countedAs, id, model.state, target),
    attempt: model.attempt,
    reconnect: model.reconnect,
    bySetting: model.bySetting,
    ...(user && { user: userView(user) }),
    connection: {
      keepAlive,
      cleanSession,
      ...(willTopic.length > 0 && {
        will: {
          topic: showBytes(willTopic),
          message: showBytes(willMessage),
          qos: willQos,
          retain: willRetain,
        },
      }),
    },
    subscriptions: listTopics(model.topics).map(({ filter, qos }) => ({
      filter: showBytes(Buffer.from(filter, 'latin1')),
      qos,
    })),
    inFlight: outgoing.map(({ id: packetId, topic, payload, qos, retain, phase }) => ({
      ...{ id: packetId, topic: showBytes(topic), qos, retain, phase, bytes: payload.length },
      text: showBytes(payload.subarray(0, SHOWN_BYTES)),
    })),
  };
}

function userView({ scheme, clientId, username, password, certKeyId, caId, path, alpn, sni }: UserConfig) {
  return {
    scheme,
    clientId: showBytes(clientId),
    username: showBytes(username),
    password: password.length === 0 ? '' : MASK,
    certKeyId,
    caId,
    path: showBytes(path),
    alpn: alpn.map(showBytes),
    sni: showBytes(sni),
  };
}
