import type { Settings } from '../settings/settings.ts';
import { reportedPath, type Target, type UserConfig } from './config.ts';
import type { LinkModel } from './machine.ts';

/** What a report tells of a link. */
interface LinkView {
  readonly id: number;
  readonly model: LinkModel;
  readonly user: UserConfig | undefined;
  readonly target: Target;
}

/** `+MQTTCONNECTED:…`, without its line end; bytes as latin1 [B-CONN-1]. */
export function connectedLine(link: LinkView, settings: Settings): string {
  return `+MQTTCONNECTED:${link.id},${connectionFields(link, settings)}`;
}

/** A link's line in the answer to `AT+MQTTCONN?` [B-CONN-2]. */
export function connectionLine(link: LinkView, settings: Settings): string {
  const { state } = link.model;
  const scheme = link.user?.scheme ?? 0;
  if (state <= 2) return `+MQTTCONN:${link.id},${state},${scheme},"","","",0`;
  return `+MQTTCONN:${link.id},${state},${connectionFields(link, settings)}`;
}

/** A link's lines in the answer to `AT+MQTTSUB?`; bytes as latin1 [B-SUB-5]. */
export function subscriptionLines(link: LinkView): string[] {
  const { state, topics } = link.model;
  if (state <= 2) return [`+MQTTSUB:${link.id},${state},"",0`];
  return [...topics].map(([filter, qos]) => `+MQTTSUB:${link.id},${state},"${filter}",${qos}`);
}

function connectionFields(link: LinkView, settings: Settings): string {
  const { host, port } = link.target;
  const path = link.user === undefined ? '' : reportedPath(link.user);
  const quote = settings.quotePort ? '"' : '';
  const reconnect = link.model.reconnect ? 1 : 0;
  return `${link.user?.scheme ?? 0},"${host}",${quote}${port}${quote},"${path}",${reconnect}`;
}
