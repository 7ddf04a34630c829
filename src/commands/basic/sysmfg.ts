import { errorCode } from '#at/codes';
import { mqttCode } from '#at/mqtt-codes';
import { number, optional, string } from '#at/params';
import { type Failure, failure, OK, okWith, type Reply, type Result } from '#at/reply';
import { data, int, response, text } from '#at/response';
import { showBytes } from '#bytes/show-bytes';
import { type Message, message } from '#messages/message';
import {
  type BytesType,
  isNumber,
  MANUFACTURING_TYPES,
  MAX_NAME_BYTES,
  type ManufacturingStore,
  type ManufacturingType,
  type NumberValue,
} from '#module/flash/manufacturing';
import type { Module } from '#module/module';
import { isDer } from '#net/pem';
import { receivedLengthIsWrong } from '../data-phase.ts';
import { defineCommand, form } from '../define.ts';

/** What an operation names: bytes held one a character, as the store has them. */
interface Named {
  readonly namespace: string | undefined;
  readonly key: string | undefined;
  /** The type of a write, the offset of a read. */
  readonly fourth: number | undefined;
  /** The value or length of a write, the length of a read. */
  readonly fifth: number | undefined;
}

const [ERASE, READ] = [0, 1];
const MIN_I32 = MANUFACTURING_TYPES[6].min;
const MAX_U32 = MANUFACTURING_TYPES[5].max;
/** Where the module reads PEM and nothing else. */
const HOLDS_PEM = /_(cert|key|ca)$/;

const name = (which: string, about: string) =>
  optional(
    string<Module>(which, {
      about,
      max: MAX_NAME_BYTES,
      empty: { code: errorCode('invalid'), fails: true },
    }),
  );

const amount = (which: string, about: string, min: number) =>
  optional(number<Module>(which, { about, range: [min, MAX_U32] }));

const namespaceName = response`+SYSMFG:${text('namespace')}`;
const keyOfNamespace = response`+SYSMFG:${text('namespace')},${text('key')},${int('type')}`;
const valueOfKey = response`+SYSMFG:${text('namespace')},${text('key')},${int('type')},${int('length')},${data('data')}`;

export const sysmfg = defineCommand({
  name: 'AT+SYSMFG',
  since: '3.2',
  family: 'storage',
  help: 'Certificates, keys and factory parameters: lists, reads, writes and erases the manufacturing NVS.',
  forms: {
    query: form({ responses: [namespaceName], run: ({ flash }) => listNamespaces(flash.manufacturing) }),
    set: form({
      params: [
        number<Module>('operation', { about: '0: erase; 1: read; 2: write.', range: [0, 2] }),
        name('namespace', 'Without it: all of them, to read or erase.'),
        name('key', 'Without it: all keys of the namespace, to read or erase.'),
        amount(
          'type or offset',
          'To write: 1 u8, 2 i8, 3 u16, 4 i16, 5 u32, 6 i32, 7 string, 8 binary. To read: where to begin, from 0.',
          0,
        ),
        amount(
          'value or length',
          'To write: the number, or how many bytes follow. To read: how many bytes at most.',
          MIN_I32,
        ),
      ],
      codes: [
        errorCode('count'),
        errorCode('invalid'),
        errorCode('length'),
        mqttCode('MALLOC_FAILED'),
        mqttCode('RECV_LENGTH_IS_WRONG'),
      ],
      responses: [namespaceName, keyOfNamespace, valueOfKey],
      data: true,
      run(module, [operation, namespace, key, fourth, fifth]) {
        const named = {
          namespace: namespace?.toString('latin1'),
          key: key?.toString('latin1'),
          fourth,
          fifth,
        };
        if (named.namespace === undefined && named.key !== undefined)
          return wrongCount(message('commands.keyNeedsNamespace'));
        if (operation === ERASE) return erase(module.flash.manufacturing, named);
        return operation === READ ? read(module.flash.manufacturing, named) : write(module, named);
      },
    }),
  },
});

function listNamespaces(store: ManufacturingStore): Reply {
  return okWith(...store.namespaces().map((each) => namespaceName.line(latin1(each))));
}

function erase(store: ManufacturingStore, { namespace, key, fourth, fifth }: Named): Reply {
  if (fourth !== undefined || fifth !== undefined) return wrongCount(message('commands.eraseNamesAtMostKey'));
  const missing = namespace === undefined ? undefined : findMissing(store, namespace, key);
  if (missing !== undefined) return missing;
  store.erase(namespace, key);
  return OK;
}

function read(store: ManufacturingStore, { namespace, key, fourth, fifth }: Named): Reply {
  if ((fourth === undefined) !== (fifth === undefined))
    return wrongCount(message('commands.offsetWithLength'));
  if (key === undefined && fourth !== undefined) return wrongCount(message('commands.offsetNeedsKey'));
  if (namespace === undefined) return listNamespaces(store);
  const missing = findMissing(store, namespace, key);
  if (missing !== undefined) return missing;
  if (key === undefined) {
    return okWith(
      ...store
        .keys(namespace)
        .map((each) => keyOfNamespace.line(latin1(namespace), latin1(each.key), each.type)),
    );
  }
  const stored = store.read(namespace, key);
  // Gone since it was found: a person may remove the file at any time.
  if (stored === undefined)
    return invalid(message('commands.noKey', { namespace: utf8(namespace), key: utf8(key) }));
  if (isNumber(stored) && fourth !== undefined) return invalid(message('commands.numberReadWhole'));
  let bytes = isNumber(stored) ? Buffer.from(String(stored.value)) : stored.value;
  if (fourth !== undefined && fifth !== undefined) {
    if (fifth < 0) return invalid(message('commands.lengthNegative', { length: fifth }));
    if (fourth > bytes.length)
      return invalid(message('commands.offsetBehindValue', { offset: fourth, bytes: bytes.length }));
    bytes = bytes.subarray(fourth, fourth + fifth);
  }
  const line = valueOfKey.line(latin1(namespace), latin1(key), stored.type, bytes.length, bytes);
  // It may be a private key.
  return { ...okWith(line), secret: true };
}

function write(module: Module, { namespace, key, fourth: type, fifth: value }: Named): Reply {
  if (namespace === undefined || key === undefined || type === undefined || value === undefined) {
    return wrongCount(message('commands.writeNeedsAll'));
  }
  if (!isType(type)) return invalid(message('commands.typeUnknown', { type }));
  if (type === 7 || type === 8) return receive(module, namespace, key, type, value);
  const number = MANUFACTURING_TYPES[type].min < 0 ? value : value >>> 0;
  return writeNumber(module.flash.manufacturing, namespace, key, { type, value: number });
}

function writeNumber(store: ManufacturingStore, namespace: string, key: string, stored: NumberValue): Reply {
  const { name: typeName, min, max } = MANUFACTURING_TYPES[stored.type];
  if (stored.value < min || stored.value > max) {
    return invalid(message('commands.valueOutOfRange', { value: stored.value, type: typeName, min, max }));
  }
  store.write(namespace, key, stored);
  return OK;
}

/** Asks for the bytes of a string or binary value [B-DATA-1], [B-MFG-2]. */
function receive(module: Module, namespace: string, key: string, type: BytesType, size: number): Reply {
  const { kernel, flash } = module;
  const { name: typeName, max } = MANUFACTURING_TYPES[type];
  if (size < 1) return invalid(message('commands.lengthTooSmall', { length: size }));
  if (size > max) {
    return failure(
      errorCode('length'),
      message('commands.lengthTooLarge', { length: size, type: typeName, max }),
    );
  }
  if (!kernel.allocate(size)) {
    const reason = message('commands.notEnoughMemory', { size, free: kernel.free });
    return failure(mqttCode('MALLOC_FAILED'), reason);
  }
  return {
    data: {
      length: size,
      complete(bytes) {
        kernel.release(size);
        if (HOLDS_PEM.test(namespace) && isDer(bytes)) {
          const tool = namespace.endsWith('_key') ? 'pkey' : 'x509';
          return invalid(message('commands.derRefused', { namespace: utf8(namespace), tool }));
        }
        flash.manufacturing.write(namespace, key, { type, value: bytes });
        return OK;
      },
      abandoned(reason) {
        kernel.release(size);
        return receivedLengthIsWrong(reason);
      },
    },
  };
}

function isType(value: number): value is ManufacturingType {
  return value >= 1 && value <= 8;
}

/** Why a namespace, or a key in it, cannot be read or erased: it is not there. */
function findMissing(
  store: ManufacturingStore,
  namespace: string,
  key: string | undefined,
): Result<undefined> {
  if (!store.namespaces().includes(namespace))
    return invalid(message('commands.noNamespace', { namespace: utf8(namespace) }));
  if (key === undefined || store.keys(namespace).some((each) => each.key === key)) return undefined;
  return invalid(message('commands.noKey', { namespace: utf8(namespace), key: utf8(key) }));
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function utf8(bytes: string): string {
  return showBytes(latin1(bytes));
}

function invalid(reason: Message): Failure {
  return failure(errorCode('invalid'), reason);
}

function wrongCount(reason: Message): Failure {
  return failure(errorCode('count'), reason);
}
