import { mqttCode } from '#at/mqtt-codes';
import { number, type Param, string } from '#at/params';
import { bareFailure, isFailure, OK, okWith, type Reply, type Result } from '#at/reply';
import { data, int, response, text } from '#at/response';
import { showBytes } from '#bytes/show-bytes';
import { message } from '#messages/message';
import {
  type BytesType,
  cutToType,
  isNumber,
  MANUFACTURING_TYPES,
  MAX_NAME_BYTES,
  type ManufacturingStore,
  type ManufacturingType,
  type NumberType,
} from '#module/flash/manufacturing';
import type { Module } from '#module/module';
import { receivedLengthIsWrong } from '../data-phase.ts';
import { defineCommand, form } from '../define.ts';
import { ifGiven } from '../params.ts';
import { warnOfUnusable } from './stored-pem.ts';

/** What an operation names: bytes held one a character, as the store has them. */
interface Named {
  readonly namespace: string | undefined;
  readonly key: string | undefined;
  /** The type of a write, the offset of a read. */
  readonly fourth: number | undefined;
  /** The value or length of a write, the length of a read. */
  readonly fifth: number | undefined;
}

const [ERASE, READ, WRITE] = [0, 1, 2];
/** Names and key of a write, offset and length of a read come before these. */
const [NAMES_END, OFFSET_END] = [3, 4];

const name = (which: string, about: string) =>
  ifGiven(string<Module>(which, { about, max: MAX_NAME_BYTES, empty: { fails: true } }));

/** A number of 32 bits, which is cut to the type that it gets. */
const amount = (which: string, about: string) =>
  number<Module>(which, {
    about,
    range: [MANUFACTURING_TYPES[6].min, MANUFACTURING_TYPES[6].max],
    rangeText: 'any that fits into 32 bits',
  });

const typeNumber = amount(
  'type or offset',
  'To write: 1 u8, 2 i8, 3 u16, 4 i16, 5 u32, 6 i32, 7 string, 8 binary. To read: where to begin, from 0.',
);

const valueOrLength = amount(
  'value or length',
  'To write: the number, or how many bytes follow. To read: how many bytes at most.',
);

/** A write needs it behind its key, and checks it before the value is read; a read may have it. */
const fourthParam: Param<Module, number | undefined> = {
  ...typeNumber,
  fallback: 'none',
  read(fields, index, module) {
    const operation = fields.number(0);
    if (operation === ERASE && fields.count > index)
      return bareFailure(message('commands.eraseNamesAtMostKey'));
    if (fields.count < (operation === WRITE ? NAMES_END : OFFSET_END)) return undefined;
    const given = typeNumber.read(fields, index, module);
    if (operation !== WRITE || isFailure(given) || isType(given)) return given;
    return bareFailure(message('commands.typeUnknown', { type: given }));
  },
};

/** Belongs to the fourth, and is missing where it alone is there. */
const fifthParam: Param<Module, number | undefined> = {
  ...valueOrLength,
  fallback: 'none',
  read(fields, index, module) {
    const operation = fields.number(0);
    if (fields.count < (operation === WRITE ? NAMES_END : OFFSET_END)) return undefined;
    const given = valueOrLength.read(fields, index, module);
    // What is cut away of a value is told, so that all of it is wanted.
    const isValue = operation === WRITE && isNumberType(fields.number(index - 1) ?? 0);
    return isValue && !isFailure(given) ? fields.uncut(index) : given;
  },
};

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
        name('namespace', 'To read, without it: which there are.'),
        name('key', 'Without it: all keys of the namespace, to read or erase.'),
        fourthParam,
        fifthParam,
      ],
      codes: [mqttCode('RECV_LENGTH_IS_WRONG')],
      responses: [namespaceName, keyOfNamespace, valueOfKey],
      data: true,
      run(module, [operation, namespace, key, fourth, fifth]) {
        const named = {
          namespace: namespace?.toString('latin1'),
          key: key?.toString('latin1'),
          fourth,
          fifth,
        };
        if (operation === ERASE) return erase(module.flash.manufacturing, named);
        return operation === READ ? read(module.flash.manufacturing, named) : write(module, named);
      },
    }),
  },
});

function listNamespaces(store: ManufacturingStore): Reply {
  return okWith(...store.namespaces().map((each) => namespaceName.line(latin1(each))));
}

function erase(store: ManufacturingStore, { namespace, key }: Named): Reply {
  if (namespace === undefined) return bareFailure(message('commands.eraseNeedsNamespace'));
  // A namespace that is not there is made by opening it, as NVS has it; a key is not.
  const missing = key === undefined ? undefined : findMissing(store, namespace, key);
  if (missing !== undefined) return missing;
  store.erase(namespace, key);
  return OK;
}

function read(store: ManufacturingStore, { namespace, key, fourth, fifth }: Named): Reply {
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
    return bareFailure(message('commands.noKey', { namespace: utf8(namespace), key: utf8(key) }));
  if (isNumber(stored) && fourth !== undefined) return bareFailure(message('commands.numberReadWhole'));
  let bytes = isNumber(stored) ? Buffer.from(String(stored.value)) : stored.value;
  if (fourth !== undefined && fifth !== undefined) {
    if (fifth < 0) return bareFailure(message('commands.lengthNegative', { length: fifth }));
    if (fourth < 0 || fourth > bytes.length)
      return bareFailure(message('commands.offsetBehindValue', { offset: fourth, bytes: bytes.length }));
    bytes = bytes.subarray(fourth, fourth + fifth);
  }
  const line = valueOfKey.line(latin1(namespace), latin1(key), stored.type, bytes.length, bytes);
  // It may be a private key.
  return { ...okWith(line), secret: true };
}

function write(module: Module, { namespace, key, fourth: type, fifth: value }: Named): Reply {
  if (namespace === undefined || key === undefined || type === undefined || value === undefined) {
    return bareFailure(message('commands.writeNeedsAll'));
  }
  if (!isNumberType(type)) return receive(module, namespace, key, type as BytesType, value);
  const kept = cutToType(type, value);
  if (kept !== value) module.compat.found('manufacturingWidth');
  module.flash.manufacturing.write(namespace, key, { type, value: kept });
  return OK;
}

/** Asks for the bytes of a string or binary value [B-DATA-1], [B-MFG-2]. */
function receive(module: Module, namespace: string, key: string, type: BytesType, size: number): Reply {
  const { kernel, flash } = module;
  const { name: typeName, max } = MANUFACTURING_TYPES[type];
  if (size < 1) return bareFailure(message('commands.lengthTooSmall', { length: size }));
  if (size > max) {
    return bareFailure(message('commands.lengthTooLarge', { length: size, type: typeName, max }));
  }
  if (!kernel.allocate(size)) {
    return bareFailure(message('commands.notEnoughMemory', { size, free: kernel.free }));
  }
  return {
    data: {
      length: size,
      complete(bytes) {
        kernel.release(size);
        flash.manufacturing.write(namespace, key, { type, value: bytes });
        // Stored as it is, as a genuine module does.
        warnOfUnusable(module, namespace, key);
        return OK;
      },
      abandoned(reason) {
        kernel.release(size);
        return receivedLengthIsWrong(reason);
      },
    },
  };
}

function isNumberType(value: number): value is NumberType {
  return value >= 1 && value <= 6;
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
    return bareFailure(message('commands.noNamespace', { namespace: utf8(namespace) }));
  if (key === undefined || store.keys(namespace).some((each) => each.key === key)) return undefined;
  return bareFailure(message('commands.noKey', { namespace: utf8(namespace), key: utf8(key) }));
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function utf8(bytes: string): string {
  return showBytes(latin1(bytes));
}
