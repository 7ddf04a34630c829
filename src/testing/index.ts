/**
 * The kit for tests: a module with a host in this process, and a broker.
 * @packageDocumentation
 */
export type { FieldValue } from '#at/response';
export { Random } from '#random/random';
export type { UrcFields } from './checks.ts';
export type { ExpectedCommand } from './compare-commands.ts';
export {
  type CommandCoverage,
  type Coverage,
  type CoverageOptions,
  mergeCoverage,
  type UrcCoverage,
} from './coverage.ts';
export { ExpectationError, type ExpectationErrorCode, isExpectationError } from './expectation-error.ts';
export { ManualClock } from './manual-clock.ts';
export type { Match } from './match.ts';
export {
  type AssertionFunctions,
  assertions,
  type MatcherFunctions,
  type MatcherResult,
  matchers,
  type TestModuleMatchers,
} from './matchers.ts';
export type { ReceivedResponse, ReceivedUrc } from './received.ts';
export type { OfHost, Recorder } from './recorder.ts';
export { settled } from './settled.ts';
export type { TestBroker, TestBrokerOptions } from './test-broker.ts';
export type { TestClock } from './test-clock.ts';
export {
  type Sendable,
  TestHost,
  type TestHostOptions,
  type WaitOptions,
} from './test-host.ts';
export { createTestModule, type TestModule, type TestModuleOptions } from './test-module.ts';
export type { TestPortKind } from './test-port.ts';
