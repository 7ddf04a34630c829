import { reasonOf } from '#errors/atmqtt-error';
import { isFaultError } from '#faults/fault-error';
import type { Faults } from '#faults/fault-set';
import { faultNamed } from '#faults/parse';
import { FAULT_NAMES, type FaultName } from '#faults/table';
import { message } from '#messages/message';
import { printedText } from '../language.ts';

const LINE = /^(fault|broker-fault)(?:\s+(.*?))?\s*$/;

/** What can be switched on from the terminal: the faults of its module, and those of the embedded broker if there is one. */
export interface TerminalFaults {
  readonly module: Faults;
  readonly broker: Faults | undefined;
}

/**
 * Does what a line says that begins with `fault` or `broker-fault`: `fault wifi.drop,for=2s` switches one on, `fault off
 * wifi.drop` and `fault off` switch off, `fault` lists those that are on.
 * @returns what to show; undefined for a line of another kind, which is for the module
 */
export function faultLine(line: string, { module, broker }: TerminalFaults): string | undefined {
  const [, what, rest = ''] = LINE.exec(line.trim()) ?? [];
  if (what === undefined) return undefined;
  const faults = what === 'fault' ? module : broker;
  if (faults === undefined) return printedText(message('cli.noBrokerForFaults'));
  const [, off, name] = /^(off)(?:\s+(\S+))?$/.exec(rest) ?? [];
  try {
    if (off !== undefined) faults.remove(name === undefined ? undefined : faultNamed(name));
    else if (rest !== '') faults.add(rest);
  } catch (error) {
    if (!isFaultError(error)) throw error;
    return printedText(reasonOf(error));
  }
  return rest === '' ? listed(faults) : '';
}

/** The names that can follow what is being typed. */
export function completeFault(line: string): [string[], string] | undefined {
  const [, begin, typed = ''] = /^((?:broker-)?fault\s+(?:off\s+)?)(\S*)$/.exec(line) ?? [];
  if (begin === undefined) return undefined;
  const names = begin.startsWith('broker')
    ? FAULT_NAMES.filter((name) => name.startsWith('broker.'))
    : FAULT_NAMES;
  return [names.filter((name: FaultName) => name.startsWith(typed)), typed];
}

function listed({ list }: Faults): string {
  if (list.length === 0) return printedText(message('cli.noFaults'));
  return list.map((fault) => printedText(message('cli.faultIsOn', fault))).join('\n');
}
