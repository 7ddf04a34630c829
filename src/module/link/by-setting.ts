import { message } from '#messages/message';
import { showTopic } from '#mqtt/codec/topics';
import type { QoS } from '#mqtt/types';
import type { LinkContext } from './context.ts';
import { schemeOf } from './schemes.ts';

/**
 * Configures a link as the setting `connect` says, which `connectBySetting` connects [B-CONNECT-1].
 * @param name of the module, which is its client ID unless the setting has one
 */
export function configureBySetting(link: LinkContext, name: string): void {
  const { configuration, services } = link;
  const { connect } = services.settings;
  const { scheme, certKeyId, caId, host, port, keepAlive, cleanSession, will, topics } = connect;
  const clientId = Buffer.from(connect.clientId || name);
  configuration.begin({
    scheme,
    clientId,
    username: Buffer.from(connect.username),
    password: Buffer.from(connect.password),
    certKeyId,
    caId,
    path: Buffer.from(connect.path),
  });
  configuration.refine({
    alpn: connect.alpn.map((protocol) => Buffer.from(protocol)),
    sni: Buffer.from(connect.sni),
  });
  configuration.connection = {
    keepAlive,
    cleanSession,
    willTopic: Buffer.from(will.topic),
    willMessage: Buffer.from(will.message),
    willQos: will.qos as QoS,
    willRetain: will.retain,
  };
  configuration.target = { host, port };
  link.apply({
    type: 'configuredBySetting',
    topics: topics.map(({ filter, qos }) => ({
      filter: Buffer.from(filter).toString('latin1'),
      qos: qos as QoS,
    })),
  });
  const told = { address: `${host}:${port}`, clientId: showTopic(clientId) };
  link.log('info', message('link.bySetting', told));
}

/**
 * Connects a link that `configureBySetting` has configured, once there are a network and the time that its scheme needs.
 * @param getsTime whether SNTP is asked for the time
 */
export function connectBySetting(link: LinkContext, getsTime: () => boolean): void {
  const { wifi, moduleClock, compat, settings } = link.services;
  if (link.model.attempt !== 'pending') return;
  if (!wifi.connected) {
    // Where it has been told to join one, Wi-Fi says itself what becomes of that.
    if (!wifi.joining && wifi.ssid.length === 0) link.log('warn', message('link.waitsForWifi'));
    return;
  }
  const { scheme } = settings.connect;
  if (schemeOf(scheme).verifyServer && settings.clock === 'chip' && !moduleClock.wasSet) {
    if (!getsTime()) link.log('warn', message('link.waitsForTime', { scheme }));
    return;
  }
  compat.found('connectSetting', 'info');
  link.apply({ type: 'ready' });
}
