import { onTestFinished } from 'vitest';
import type { CommandEvent } from '#at/session/observer';
import { textOf } from '#messages/message';
import type { LinkStateEvent } from '#module/observer';
import { dialRoute } from '#mqtt/transports/dial';
import type { TestHost } from '#testing/index';
import { type BareModule, type BareParts, bareModule } from '../../support/bare-module.ts';
import { ScriptedBroker } from '../../support/scripted-broker.ts';

type ShownState = Omit<LinkStateEvent, 'reason'> & { readonly reason: string };

/** The password of links that `connected` configures. */
export const SECRET = 'hunter2';

/** A module that somebody looks at, and what that one saw. */
export interface WatchedModule extends BareModule {
  readonly commands: CommandEvent[];
  readonly urcs: string[];
  readonly traffic: string[];
  readonly raw: string[];
  /** With the reason as text. */
  readonly states: ShownState[];
  /** The event of a line, which must be the only one. */
  after(host: TestHost, line: string): Promise<CommandEvent>;
}

export function watchedModule(settings: readonly string[] = [], parts: BareParts = {}): WatchedModule {
  const commands: CommandEvent[] = [];
  const urcs: string[] = [];
  const traffic: string[] = [];
  const raw: string[] = [];
  const states: ShownState[] = [];
  const bare = bareModule(['wifi.autojoin=false', ...settings], {
    observer: {
      command: (event) => commands.push(event),
      urc: (line) => urcs.push(line),
      traffic: ({ host, bytes, shown }) => {
        traffic.push(`${host ?? 'module'}: ${shown}`);
        raw.push(bytes.toString('latin1'));
      },
      linkState: (event) => states.push({ ...event, reason: textOf(event.reason) }),
    },
    ...parts,
  });
  return {
    ...bare,
    commands,
    urcs,
    traffic,
    raw,
    states,
    async after(host, line) {
      commands.length = 0;
      host.send(`${line}\r\n`);
      await host.drain();
      const [event, ...more] = commands;
      if (event === undefined || more.length > 0) throw new Error(`${commands.length} events`);
      return event;
    },
  };
}

/** One that is on, with a scripted broker and a host without echo that has configured link 0. */
export async function connected(settings: readonly string[] = []) {
  const broker = new ScriptedBroker();
  await broker.start();
  onTestFinished(() => broker.stop());
  const watched = watchedModule(['wifi.autojoin=true', ...settings], { dial: dialRoute });
  onTestFinished(() => watched.module.powerOff());
  const host = watched.addHost('desk');
  watched.module.boot();
  host.send(`ATE0\r\nAT+MQTTUSERCFG=0,1,"c","u","${SECRET}",0,0,""\r\n`);
  const connect = async (reconnect: number) => {
    host.send(`AT+MQTTCONN=0,"127.0.0.1",${broker.port},${reconnect}\r\n`);
    await host.expect(`+MQTTCONNECTED:0,1,"127.0.0.1","${broker.port}","",${reconnect}\r\n\r\nOK\r\n`);
  };
  return { broker, watched, host, connect };
}
