/**
 * atmqtt as a library: an ESP-AT MQTT module in this process. `atmqtt/testing` has a kit for tests, `atmqtt/broker`
 * the embedded broker, `atmqtt/ports` the ways a host attaches.
 * @packageDocumentation
 */
export type {
  AnsweredEvent,
  AtObserver,
  CommandEvent,
  DataTrouble,
  DroppedEvent,
  TrafficEvent,
  UnreadEvent,
} from '#at/session/observer';
export { AtmqttError, type AtmqttErrorOptions } from '#errors/atmqtt-error';
export { isUsageError, UsageError } from '#errors/usage-error';
export type { FaultDefinition } from '#faults/definition';
export type { FaultErrorCode } from '#faults/fault-error';
export { FaultError, isFaultError } from '#faults/fault-error';
export type { FaultHandle, Faults } from '#faults/fault-set';
export type { FaultStatus } from '#faults/held-fault';
export type { FaultSchedule, FaultScheduleInput } from '#faults/parameters';
export type { FaultMapping } from '#faults/parse';
export type { FaultInput, FaultName, FaultShape, RequiredFaultParameter } from '#faults/table';
export { FAULTS } from '#faults/table';
export type { Follow, FollowedPlaces, PlaceName } from '#firmware/places';
export { PLACES } from '#firmware/places';
export type { Firmware } from '#firmware/releases';
export { FIRMWARES } from '#firmware/releases';
export type { LogLevel } from '#messages/log';
export { type Message, textOf } from '#messages/message';
export type { Flash, FlashValue, StoredSessionFile } from '#module/flash/flash';
export { createMemoryFlash } from '#module/flash/flash';
export type { FlashErrorCode } from '#module/flash/flash-error';
export { FlashError, isFlashError } from '#module/flash/flash-error';
export type {
  BytesType,
  BytesValue,
  ManufacturingStore,
  ManufacturingType,
  ManufacturingValue,
  NumberType,
  NumberValue,
} from '#module/flash/manufacturing';
export { MANUFACTURING_TYPES } from '#module/flash/manufacturing';
export type { LinkState } from '#module/link/machine';
export type { LinkStatus } from '#module/link/status';
export type {
  CompatEvent,
  ConnectFailedEvent,
  FaultEvent,
  LinkStateEvent,
  ModuleObserver,
  PowerPhase,
  UartSettings,
  WifiEvent,
} from '#module/observer';
export type { DialRoute, ResolveName } from '#module/platform';
export type { Latency, LatencySet } from '#module/settings/latency';
export type { ParsedSettings, Settings, SettingsInput } from '#module/settings/settings';
export { settingsSchema } from '#module/settings/settings';
export type { SettingsErrorCode } from '#module/settings/settings-error';
export { isSettingsError, SettingsError } from '#module/settings/settings-error';
export type { OutgoingPublish, SessionStore, StoredSession } from '#mqtt/client/session-store';
export type { CertificateFacts, Observe, StepEvent } from '#mqtt/observe';
export type { Route, TlsOptions, Verify } from '#mqtt/route';
export type { Dial, Transport, TransportEvents } from '#mqtt/transport';
export { dialRoute } from '#mqtt/transports/dial';
export type { Pem } from '#net/pem';
export { type FlashDirectoryOptions, openFlashDirectory } from '#node/flash/directory';
export type { Port, PortInfo } from '#ports/index';
export type { Clock } from '#time/clock';
export { systemClock } from '#time/clock';
export type { Cancel, Timers } from '#time/timers';
export type { AttachOptions, LogEntry, ModuleOptions, VirtualModule } from './create-module.ts';
export { createModule } from './create-module.ts';
