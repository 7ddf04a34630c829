import type { Lifecycle } from '#app/lifecycle';
import type { WebAddress } from '#config/web-address';
import { type Message, message } from '#messages/message';
import { settingsFromPairs } from '#module/settings/pairs';
import { isLoopback } from '#net/host-port';
import { shownBroker } from '#swarm/broker-url';
import { LiveCounts } from '#swarm/live-counts';
import type { SwarmRunPlan } from '#swarm/run-plan';
import { systemClock } from '#time/clock';
import { notedLanguage, notedText } from '../language.ts';
import { keepsToken, pageUrlOf, withToken } from '../page-address.ts';

/**
 * Serves the page of a swarm until its end, and says where it is.
 * @returns takes what the threads count
 * @throws ControlError when the address cannot be had, UsageError for a token that is none
 */
export async function openSwarmPage(
  web: WebAddress,
  { swarm: plan, workers }: SwarmRunPlan,
  life: Lifecycle,
  notice: (said: Message) => void,
): Promise<LiveCounts> {
  const { ControlServer, controlToken, EventLog, PAGE_FOLDER } = await import('#control/index');
  const events = new EventLog(systemClock);
  const { modules, broker } = plan;
  const facts = { modules, workers, broker: shownBroker(broker) };
  const counts = new LiveCounts(facts, systemClock, () => events.add({ event: 'swarm', ...counts.told() }));
  life.onClose(() => counts.close());
  const token = controlToken(process.env, notice);
  const server = await ControlServer.create(
    {
      swarm: { told: () => counts.told(), settings: settingsFromPairs(plan.settings) },
      events,
      clock: systemClock,
      log: (level, _, said) => {
        if (level === 'warn' || level === 'error') notice(said);
      },
      token: token.value,
      page: PAGE_FOLDER,
      language: notedLanguage().code,
    },
    web,
  );
  life.onClose(() => server.close());
  const target = await server.listen();
  if ('path' in target) return counts;
  const url = withToken(pageUrlOf(target), keepsToken(token.given) ? undefined : token.value);
  process.stderr.write(`${notedText(message('cli.page', { url }))}\n`);
  if (!isLoopback(web.host)) notice(message('control.open', { host: web.host }));
  return counts;
}
