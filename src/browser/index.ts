/**
 * atmqtt in the page of a browser: a module, and a broker for it. One file without anything of Node; `dist/entry/browser.js`.
 * @packageDocumentation
 */
export type { LanguageCode } from '#messages/language';
export { english, LANGUAGES, type Language } from '#messages/language';
export { loadLanguage } from '#messages/load-language';
export { createMemoryFlash } from '#module/flash/flash';
export { FlashError, isFlashError } from '#module/flash/flash-error';
export { isSettingsError, SettingsError } from '#module/settings/settings-error';
export { filterTakes } from './broker/filters.ts';
export type { PageMessage } from './broker/message.ts';
export type {
  PageBroker,
  PageBrokerClient,
  PageBrokerOptions,
  PagePublish,
} from './broker/page-broker.ts';
export { createPageBroker } from './broker/page-broker.ts';
export type {
  BrowserHost,
  BrowserHostOptions,
  BrowserLogEntry,
  BrowserModule,
  BrowserModuleOptions,
  BrowserPacket,
} from './create-module.ts';
export { createModule } from './create-module.ts';
export { createStorageFlash, type PageStorage } from './storage-flash.ts';
export { dialWebSockets, type OpenSocket, type PageSocket } from './web-socket-dial.ts';
