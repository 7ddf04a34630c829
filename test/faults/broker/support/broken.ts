import { afterEach, vi } from 'vitest';
import type { BrokerNotice } from '#broker/index';
import type { FaultNews } from '#faults/fault-set';
import { textOf } from '#messages/message';
import { createTestModule, type TestModule, type TestModuleOptions } from '#testing/index';

/** How a link is connected; MQTT over TCP unless a scheme of AT+MQTTUSERCFG says otherwise. */
export interface Connecting {
  readonly reconnect?: boolean;
  readonly persistent?: boolean;
  readonly keepAlive?: number;
  readonly scheme?: number;
}

/** A module before an embedded broker, where the broker’s faults are switched on. */
export interface Broken extends Pick<TestModule, 'module' | 'host' | 'broker' | 'clock' | 'log' | 'close'> {
  /** What the broker tells of its clients. */
  readonly notices: string[];
  /** What became of the module’s faults: `broker.kick acts`. */
  readonly news: string[];
  /** Resolves once a fault of the module has acted so often. */
  acted(name: FaultNews['name'], times?: number): Promise<void>;
  /** Connects link 0 as the client `fault`. */
  connect(how?: Connecting): Promise<void>;
  /** Sends a command that is not answered, and lets the time go by that it waits. */
  inVain(line: string, act?: FaultNews['name'], ms?: number): Promise<string>;
  /** Shows that the link works both ways. */
  sound(): Promise<void>;
}

const made: TestModule[] = [];

afterEach(async () => {
  for (const each of made.splice(0)) await each.close();
});

/** Resolves as soon as something holds. */
export async function until(holds: () => boolean): Promise<void> {
  await vi.waitFor(
    () => {
      if (!holds()) throw new Error(`not in time: ${holds}`);
    },
    { interval: 2, timeout: 5000 },
  );
}

/** Lets module and broker, both in this process, say what they have to say. */
export async function exchanged(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export async function broken(options: TestModuleOptions = {}): Promise<Broken> {
  const news: string[] = [];
  const notices: string[] = [];
  const onNotice: BrokerNotice = (_level, notice) => void notices.push(textOf(notice));
  const observer = {
    fault: ({ fault, phase }: { fault: string; phase: string }) => void news.push(`${fault} ${phase}`),
  };
  const module = await createTestModule({
    echo: false,
    clock: 'manual',
    observer,
    ...options,
    broker: { onNotice, ...(options.broker as object) },
  });
  made.push(module);
  const { host, broker, clock, log } = module;
  let round = 0;
  return {
    module: module.module,
    host,
    broker,
    clock,
    log,
    close: () => module.close(),
    notices,
    news,
    acted: (name, times = 1) => until(() => news.filter((each) => each === `${name} acts`).length >= times),
    async connect({ reconnect = false, persistent = false, keepAlive = 0, scheme = 1 } = {}) {
      await host.command(`AT+MQTTUSERCFG=0,${scheme},"fault","","",0,0,"${scheme > 5 ? '/mqtt' : ''}"`);
      await host.command(`AT+MQTTCONNCFG=0,${keepAlive},${persistent ? 1 : 0},"","",0,0`);
      await host.command(`AT+MQTTCONN=0,"broker.test",1883,${reconnect ? 1 : 0}`);
    },
    async inVain(line, act, ms = 10_000) {
      const before = news.length;
      host.send(`${line}\r\n`);
      if (act !== undefined) await until(() => news.slice(before).includes(`${act} acts`));
      else await host.drain();
      await clock.advance(ms);
      return host.expect(/(\r\nERROR|\+MQTTPUB:FAIL)\r\n/);
    },
    async sound() {
      const topic = `sound/${++round}`;
      await host.command(`AT+MQTTSUB=0,"${topic}",1`);
      await host.command(`AT+MQTTPUB=0,"${topic}","it is",1,0`);
      await host.expect(`+MQTTSUBRECV:0,"${topic}",5,it is\r\n`);
      await host.command(`AT+MQTTUNSUB=0,"${topic}"`);
      await host.command(`AT+MQTTPUB=0,"${topic}","it is",2,0`);
    },
  };
}
