import { onTestFinished } from 'vitest';
import {
  createTestModule,
  type ExpectationError,
  isExpectationError,
  type TestModule,
  type TestModuleOptions,
} from '#testing/index';

/** A test module that goes with the test. */
export async function made(options?: TestModuleOptions): Promise<TestModule> {
  const all = await createTestModule(options);
  onTestFinished(() => all.close());
  return all;
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<ExpectationError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isExpectationError(error)) throw new Error('nothing failed', { cause: error });
  return error;
}

/** Connects link 0 to the broker of the test. */
export async function connect({ host }: TestModule, clientId = 'lamp'): Promise<void> {
  await host.command(`AT+MQTTUSERCFG=0,1,"${clientId}","","",0,0,""`);
  await host.command('AT+MQTTCONN=0,"broker.example",1883,0');
}
