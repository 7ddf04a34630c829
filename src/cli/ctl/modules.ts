import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import type { LinkStatus, ToldMessage } from '#metrics/status';
import { printedText } from '../language.ts';
import { describeLink, textOfTold } from '../status.ts';
import { type CtlContext, modulePath } from './commands.ts';

/** A module, as far as it is shown. */
interface ShownModule {
  readonly name: string;
  readonly powered: boolean;
  readonly hosts: number;
  readonly wifi: { readonly connected: boolean };
  readonly ports: readonly { readonly port: string; readonly away?: ToldMessage }[];
  readonly links: readonly LinkStatus[];
  readonly faults: number;
}

/** A link with all that is set on it, as far as it is shown. */
interface ShownLink extends LinkStatus {
  readonly user?: { readonly scheme: number; readonly clientId: string; readonly username: string };
  readonly connection: { readonly keepAlive: number; readonly cleanSession: boolean };
  readonly subscriptions: readonly { readonly filter: string; readonly qos: number }[];
  readonly inFlight: readonly {
    readonly id: number;
    readonly topic: string;
    readonly qos: number;
    readonly phase: 'publish' | 'release';
    readonly bytes: number;
  }[];
}

/** `ctl modules` */
export async function listModules(context: CtlContext): Promise<boolean> {
  const answer = (await context.client.ask('/modules', { has: 'modules' })) as {
    modules: readonly ShownModule[];
  };
  tell(context, answer, answer.modules.flatMap(describeModule));
  return true;
}

/** `ctl show` */
export async function showModule(context: CtlContext): Promise<boolean> {
  const { client } = context;
  const path = await modulePath(context);
  const shown = (await client.ask(path, { has: 'links' })) as ShownModule;
  const links: ShownLink[] = [];
  for (const { link } of shown.links)
    links.push((await client.ask(`${path}/links/${link}`, { has: 'link' })) as ShownLink);
  tell(context, { ...shown, links }, [
    ...describeModule({ ...shown, links: [] }),
    ...links.filter(({ state, connects }) => state > 0 || connects > 0).flatMap(describeWholeLink),
  ]);
  return true;
}

/** `ctl transcript` @param last how many lines @throws UsageError */
export async function showTranscript(context: CtlContext, last = '100'): Promise<boolean> {
  if (!/^[1-9]\d{0,4}$/.test(last))
    throw new UsageError(message('ctl.badNumber', { option: '--last', typed: last, max: 10_000 }));
  const path = `${await modulePath(context)}/transcript?last=${last}`;
  const answer = (await context.client.ask(path, { has: 'lines' })) as {
    lines: readonly { readonly time: string; readonly text: string }[];
  };
  tell(
    context,
    answer,
    answer.lines.map(({ time, text }) => `${time} ${text}`),
  );
  return true;
}

function tell({ json, print }: CtlContext, answer: unknown, lines: readonly string[]): void {
  if (json) print(JSON.stringify(answer));
  else for (const line of lines) print(line.replaceAll(/\p{Cc}/gu, ' '));
}

function describeModule({ name, powered, hosts, wifi, ports, links, faults }: ShownModule): string[] {
  const now = Date.now();
  return [
    printedText(message('ctl.module', { name, powered, hosts, wifi: wifi.connected, faults })),
    ...ports.map(({ port, away }) =>
      printedText(message('metrics.statusPort', { port, away: away && textOfTold(away) })),
    ),
    ...links
      .filter(({ state, connects }) => state > 0 || connects > 0)
      .flatMap((link) => describeLink(link, now)),
  ].map(indented);
}

function describeWholeLink(link: ShownLink): string[] {
  const { user, connection, subscriptions, inFlight } = link;
  return [
    ...describeLink(link, Date.now()).map((line) => `  ${line}`),
    ...(user === undefined ? [] : [printedText(message('ctl.linkSettings', { ...user, ...connection }))]),
    ...subscriptions.map((each) => printedText(message('ctl.subscribed', each))),
    ...inFlight.map((each) => printedText(message('ctl.inFlight', each))),
  ].map((line, at) => (at === 0 ? line : `    ${line}`));
}

function indented(line: string, at: number): string {
  return at === 0 ? line : `  ${line}`;
}
