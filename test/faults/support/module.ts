import { afterEach } from 'vitest';
import {
  createTestModule,
  ManualClock,
  type TestHost,
  type TestModule,
  type TestModuleOptions,
} from '#testing/index';

export const OK = '\r\nOK\r\n';
export const ERROR = '\r\nERROR\r\n';
export const READY = '\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n';

const made: TestModule[] = [];

afterEach(async () => {
  for (const each of made.splice(0)) await each.close();
});

/** A module without echo that ends with its test. */
export async function moduleWith(options: TestModuleOptions = {}): Promise<TestModule> {
  const module = await createTestModule({ echo: false, ...options });
  made.push(module);
  return module;
}

/** One whose time the test moves. */
export async function manual(options: TestModuleOptions = {}) {
  const clock = new ManualClock();
  const made = await moduleWith({ clock, ...options });
  const { module, host, addHost, log } = made;
  // What happens at one moment has its consequences before the next.
  const pass = async (ms: number): Promise<string> => {
    await made.clock.advance(ms);
    return host.takeUnread().toString();
  };
  await pass(100);
  return { module, host, addHost, log, clock, pass };
}

/** Connects the link 0 to the test's broker. */
export async function connect({ host }: { readonly host: TestHost }): Promise<void> {
  await host.command('AT+MQTTUSERCFG=0,1,"fault","","",0,0,""');
  await host.command('AT+MQTTCONN=0,"broker.test",1883,0');
}
