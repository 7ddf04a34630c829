import type { Running } from '#app/running';
import { type Message, message } from '#messages/message';

/** How a run is, in one line for the service manager. @param found what keeps it from being ready */
export function serviceStatus({ modules }: Running, found: readonly { readonly why: Message }[]): Message {
  const [first, ...more] = found;
  if (first !== undefined) return message('systemd.notReady', { why: first.why, more: more.length });
  const states = modules.flatMap(({ module }) => module.links.map(({ model }) => model.state));
  return message('systemd.ready', {
    modules: modules.length,
    links: states.filter((state) => state > 0).length,
  });
}
