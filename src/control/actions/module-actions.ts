import { TERMINATOR_BYTES } from '#at/terminator';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { checkTopicName } from '#mqtt/codec/topics';
import { isMqttError } from '#mqtt/errors';
import type { QoS } from '#mqtt/types';
import { ControlError } from '../control-error.ts';
import { type Typed, typistOf } from './typist.ts';

const LINE_END = Buffer.from('\r\n');
const LF = 0x0a;

/** Bytes as a request gives them: as text, which is sent as UTF-8, or as Base64. */
export interface GivenBytes {
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

/** A message as a broker publishes it. */
export interface GivenMessage extends GivenBytes {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
}

/** The bytes that are meant. */
export function bytesOf({ text, base64 }: GivenBytes): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
}

/** Switches a module on or off; its ports stay open, and its hosts hear nothing while it is off. */
export function switchPower(module: Module, on: boolean): void {
  if (on) module.restorePower('switch');
  else module.cutPower('switch');
}

/** Resets a module as its reset line does. @throws ControlError `CONFLICT` while it has no power */
export function resetModule(module: Module): void {
  if (!module.powered) throw withoutPower(module);
  module.reset();
}

/**
 * Types as a host of a module.
 * @param given a line, which gets the end that the module takes, or bytes as they are
 * @throws ControlError `CONFLICT` for a module that hears nothing
 */
export function typeInto(
  module: Module,
  given: GivenBytes & { readonly line?: string | undefined },
  waitMs: number,
  signal?: AbortSignal,
): Promise<Typed> {
  checkHears(module);
  const [end = ''] = TERMINATOR_BYTES[module.settings.terminator];
  const bytes = given.line === undefined ? bytesOf(given) : Buffer.from(`${given.line}${end}`);
  return typistOf(module).type(bytes, waitMs, signal);
}

/**
 * Writes a URC to the hosts of a module; while data is asked for it waits for its end. Text without a line end gets one.
 * @throws ControlError `CONFLICT` for a module that says nothing
 */
export function writeUrc(module: Module, given: GivenBytes): void {
  checkHears(module);
  const bytes = bytesOf(given);
  const ended = given.base64 !== undefined || bytes.at(-1) === LF;
  module.at.urc(ended ? bytes : Buffer.concat([bytes, LINE_END]), 'link');
}

/**
 * Has a message come as if the broker of a link had sent it.
 * @throws ControlError `CONFLICT` without a connection, and while hosts do not read; `INVALID` for a topic that no
 *   broker can send
 */
export function sendAsBroker(module: Module, id: number, given: GivenMessage): void {
  checkHears(module);
  const { qos, retain } = given;
  const topic = checkedTopic(given.topic);
  const link = module.links[id];
  const params = { module: module.name, link: id };
  try {
    const refused = link?.forge(topic, bytesOf(given), qos, retain);
    if (refused === 'held')
      throw new ControlError('CONFLICT', message('controlAction.hostsDoNotRead', params));
    if (refused === undefined) return;
  } catch (error) {
    if (!isMqttError(error)) throw error;
    throw new ControlError('INVALID', error.reason, { cause: error });
  }
  const state = link?.model.state ?? 0;
  throw new ControlError('CONFLICT', message('controlAction.notConnected', { ...params, state }));
}

/** A topic to publish to. @throws ControlError `INVALID` */
export function checkedTopic(text: string): Buffer {
  const topic = Buffer.from(text);
  const problem = checkTopicName(topic);
  if (problem !== undefined)
    throw new ControlError('INVALID', message('controlAction.badTopic', { problem }));
  return topic;
}

function checkHears(module: Module): void {
  if (!module.powered) throw withoutPower(module);
  if (module.at.asleep) {
    throw new ControlError('CONFLICT', message('controlAction.asleep', { module: module.name }));
  }
}

/** Why a module cannot do what it is asked to. */
export function withoutPower({ name }: Module): ControlError {
  return new ControlError('CONFLICT', message('controlAction.withoutPower', { module: name }));
}
