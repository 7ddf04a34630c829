/**
 * The kit for tests: a module with a host in this process, and a broker.
 * @packageDocumentation
 */
export type { FieldValue } from '#at/response';
export { ExpectationError, type ExpectationErrorCode, isExpectationError } from './expectation-error.ts';
export { ManualClock } from './manual-clock.ts';
export type { Match } from './match.ts';
export type { ReceivedResponse, ReceivedUrc } from './received.ts';
export { settled } from './settled.ts';
export type { TestBroker, TestBrokerOptions } from './test-broker.ts';
export {
  type Sendable,
  TestHost,
  type TestHostOptions,
  type WaitOptions,
} from './test-host.ts';
export { createTestModule, type TestModule, type TestModuleOptions } from './test-module.ts';
