import { mqttCode } from '#at/mqtt-codes';
import { number, type Param, string } from '#at/params';
import { bareFailure, OK, okWith, type Reply } from '#at/reply';
import { bare, data, int, response, text } from '#at/response';
import { byFirmware, byPlace, type Choice } from '#firmware/choice';
import { message } from '#messages/message';
import {
  erasePartition,
  MANUFACTURING,
  type Partition,
  PKI_PARTITIONS,
  readPartition,
  SECTOR_BYTES,
  writePartition,
} from '#module/flash/partitions';
import type { Module } from '#module/module';
import { receivedLengthIsWrong } from '../data-phase.ts';
import { defineCommand, form } from '../define.ts';
import { ifGiven } from '../params.ts';
import { warnOfUnusable } from './stored-pem.ts';

const [ERASE, WRITE] = [0, 1];
const MAX_NAME_BYTES = 16;

/** Where an operation works. */
interface Span {
  readonly partition: Partition;
  readonly offset: number;
  readonly length: number;
}

const entry = response`+SYSFLASH:${text('partition')},${int('type')},${int('subtype')},${bare('address')},${bare('size')}`;
const content = response`+SYSFLASH:${int('length')},${data('data')}`;

/** Only an erase does without. */
function unlessErasing(param: Param<Module, number>): Param<Module, number | undefined> {
  const optional = ifGiven(param);
  return {
    ...optional,
    read: (fields, index, module) =>
      (fields.number(0) === ERASE ? optional : param).read(fields, index, module),
  };
}

const amount = (name: string, about: string) =>
  unlessErasing(number<Module>(name, { about, range: [0, MANUFACTURING.bytes] }));

function queryOf(partitions: readonly Partition[]) {
  return form({
    responses: [entry],
    run: () =>
      okWith(
        ...partitions.map(({ name, type, subtype, address, bytes }) =>
          entry.line(name, type, subtype, hexadecimal(address), hexadecimal(bytes)),
        ),
      ),
  });
}

/** @param borrowed those that genuine firmware of this release does not have */
function setOf(partitions: readonly Partition[], borrowed: readonly Partition[] = []) {
  return form({
    params: [
      number<Module>('operation', { about: '0: erase; 1: write; 2: read.', range: [0, 2] }),
      string<Module>('partition', { about: 'Its name, as AT+SYSFLASH? lists it.', max: MAX_NAME_BYTES }),
      amount('offset', 'Where to begin. To erase: a multiple of 4096, or nothing for the whole partition.'),
      amount('length', 'How many bytes. To erase: a multiple of 4096.'),
    ],
    codes: [mqttCode('RECV_LENGTH_IS_WRONG')],
    responses: [content],
    data: true,
    run(module, [operation, name, offset, length]) {
      const partition = partitions.find((each) => each.name === name.toString('latin1'));
      if (partition === undefined)
        return bareFailure(message('commands.noPartition', { name: name.toString() }));
      if (borrowed.includes(partition)) module.compat.found('pkiPartitions');
      const span = { partition, offset: offset ?? 0, length: length ?? partition.bytes };
      if (
        span.offset + span.length > partition.bytes ||
        span.length === 0 ||
        (offset !== undefined && length === undefined)
      ) {
        return bareFailure(message('commands.outsidePartition', { bytes: partition.bytes }));
      }
      if (operation === ERASE) return erase(module, span);
      return operation === WRITE ? write(module, span) : read(module, span);
    },
  });
}

/** Which partitions there are: those of the release, and with `manual` those of firmware 2 for hosts made for it. */
function ofRelease<T>(
  make: (partitions: readonly Partition[], borrowed?: readonly Partition[]) => T,
): Choice<T> {
  return byFirmware({
    '2.2': make(PKI_PARTITIONS),
    '3.2': byPlace('pkiPartitions', {
      manual: make([MANUFACTURING, ...PKI_PARTITIONS], PKI_PARTITIONS),
      module: make([MANUFACTURING]),
    }),
  });
}

export const sysflash = defineCommand({
  name: 'AT+SYSFLASH',
  family: 'storage',
  help: 'The partitions of the flash: lists, reads, erases and writes them. What AT+SYSMFG reads is there too, as one image or file.',
  forms: { query: ofRelease(queryOf), set: ofRelease(setOf) },
});

function erase({ flash }: Module, { partition, offset, length }: Span): Reply {
  if (offset % SECTOR_BYTES !== 0 || length % SECTOR_BYTES !== 0) {
    return bareFailure(message('commands.wholeSectors', { bytes: SECTOR_BYTES }));
  }
  erasePartition(flash, partition, offset, length);
  return OK;
}

function read({ flash }: Module, { partition, offset, length }: Span): Reply {
  const bytes = readPartition(flash, partition).subarray(offset, offset + length);
  // It may be a private key.
  return { ...okWith(content.line(bytes.length, bytes)), secret: true };
}

/** Asks for the bytes [B-DATA-1], [B-FLASH-1]. */
function write(module: Module, { partition, offset, length }: Span): Reply {
  const { kernel, flash, log } = module;
  if (!kernel.allocate(length)) {
    return bareFailure(message('commands.notEnoughMemory', { size: length, free: kernel.free }));
  }
  return {
    data: {
      length,
      complete(bytes) {
        kernel.release(length);
        if (!writePartition(flash, partition, offset, bytes)) {
          log('warn', 'flash', message('commands.notErased', { name: partition.name }));
        }
        for (const { key } of flash.manufacturing.keys(partition.name)) {
          warnOfUnusable(module, partition.name, key, 'in pieces');
        }
        return OK;
      },
      abandoned(reason) {
        kernel.release(length);
        return receivedLengthIsWrong(reason);
      },
    },
  };
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
