import { errorCode } from '#at/codes';
import { mqttCode } from '#at/mqtt-codes';
import { number, type Param, string } from '#at/params';
import { type Failure, failure, OK, okWith, type Reply, type Result } from '#at/reply';
import { bare, int, response, text } from '#at/response';
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

/** A parameter that may be left off, and then is undefined. */
function optional<T>(param: Param<Module, T>): Param<Module, T | undefined> {
  return {
    ...param,
    fallback: 'none',
    read: (fields, index, context) =>
      fields.omitted(index) ? undefined : param.read(fields, index, context),
  };
}

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
const valueOfKey = response`+SYSMFG:${text('namespace')},${text('key')},${int('type')},${int('length')},${bare('data')}`;

export const sysmfg = defineCommand({
  name: 'AT+SYSMFG',
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
          return wrongCount('a key needs a namespace');
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
  if (fourth !== undefined || fifth !== undefined) return wrongCount('an erase names at most a key');
  const missing = namespace === undefined ? undefined : findMissing(store, namespace, key);
  if (missing !== undefined) return missing;
  store.erase(namespace, key);
  return OK;
}

function read(store: ManufacturingStore, { namespace, key, fourth, fifth }: Named): Reply {
  if ((fourth === undefined) !== (fifth === undefined)) return wrongCount('offset and length come together');
  if (key === undefined && fourth !== undefined) return wrongCount('offset and length need a key');
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
  if (stored === undefined) return invalid(`there is no key ${quote(key)} in ${quote(namespace)}`);
  if (isNumber(stored) && fourth !== undefined) return invalid('a number is read as a whole');
  let bytes = isNumber(stored) ? Buffer.from(String(stored.value)) : stored.value;
  if (fourth !== undefined && fifth !== undefined) {
    if (fifth < 0) return invalid(`the length is ${fifth}; it cannot be negative`);
    if (fourth > bytes.length)
      return invalid(`the offset is ${fourth} and the value has ${bytes.length} bytes`);
    bytes = bytes.subarray(fourth, fourth + fifth);
  }
  const line = valueOfKey.line(latin1(namespace), latin1(key), stored.type, bytes.length, bytes);
  // It may be a private key.
  return { ...okWith(line), secret: true };
}

function write(module: Module, { namespace, key, fourth: type, fifth: value }: Named): Reply {
  if (namespace === undefined || key === undefined || type === undefined || value === undefined) {
    return wrongCount('a write needs namespace, key, type and value');
  }
  if (!isType(type)) return invalid(`the type is ${type}; it must be from 1 to 8`);
  if (type === 7 || type === 8) return receive(module, namespace, key, type, value);
  return writeNumber(module.flash.manufacturing, namespace, key, { type, value });
}

function writeNumber(store: ManufacturingStore, namespace: string, key: string, stored: NumberValue): Reply {
  const { name: typeName, min, max } = MANUFACTURING_TYPES[stored.type];
  if (stored.value < min || stored.value > max) {
    return invalid(`the value is ${stored.value}; ${typeName} holds ${min} to ${max}`);
  }
  store.write(namespace, key, stored);
  return OK;
}

/** Asks for the bytes of a string or binary value [B-DATA-1], [B-MFG-2]. */
function receive(module: Module, namespace: string, key: string, type: BytesType, size: number): Reply {
  const { kernel, flash } = module;
  const { name: typeName, max } = MANUFACTURING_TYPES[type];
  if (size < 1) return invalid(`the length is ${size}; it must be from 1`);
  if (size > max) {
    return failure(errorCode('length'), `the length is ${size}; a ${typeName} holds at most ${max} bytes`);
  }
  if (!kernel.allocate(size)) {
    const sentence = `${size} bytes were announced and ${kernel.free} are free; the setting heapBytes raises that`;
    return failure(mqttCode('MALLOC_FAILED'), sentence);
  }
  return {
    data: {
      length: size,
      complete(bytes) {
        kernel.release(size);
        if (HOLDS_PEM.test(namespace) && isDer(bytes)) {
          const tool = namespace.endsWith('_key') ? 'pkey' : 'x509';
          return invalid(
            `the data is DER and ${quote(namespace)} takes PEM; convert it to PEM with openssl ${tool} -inform der`,
          );
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
  if (!store.namespaces().includes(namespace)) return invalid(`there is no namespace ${quote(namespace)}`);
  if (key === undefined || store.keys(namespace).some((each) => each.key === key)) return undefined;
  return invalid(`there is no key ${quote(key)} in ${quote(namespace)}`);
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function quote(bytes: string): string {
  return JSON.stringify(Buffer.from(bytes, 'latin1').toString());
}

function invalid(reason: string): Failure {
  return failure(errorCode('invalid'), reason);
}

function wrongCount(reason: string): Failure {
  return failure(errorCode('count'), reason);
}
