import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import type { HostPolicy, ResetSignal } from '../port.ts';

const OPTION = /^(slowHost|resetOn)=(.*)$/s;
const SLOW_HOST = ['hold', 'drop'] as const;
const RESET_ON = ['hangup', 'open', 'dtr', 'rts', 'break'] as const;
const NONE = 'none' as const;
const SEVERAL = '+';

interface HostOption {
  readonly name: string;
  readonly value: string;
}

/**
 * Takes the options that every kind of port has out of a specification. Those of `exec` stand at its end, because a
 * command may hold anything.
 */
export function splitHostOptions(spec: string): { own: string; options: readonly HostOption[] } {
  const [head = '', ...parts] = spec.split(',');
  const isOption = (part: string): boolean => OPTION.test(part);
  const first = spec.startsWith('exec:') ? parts.findLastIndex((part) => !isOption(part)) + 1 : 0;
  const own = [head, ...parts.filter((part, at) => at < first || !isOption(part))].join(',');
  const options = parts.slice(first).flatMap((part) => {
    const [, name, value = ''] = OPTION.exec(part) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });
  return { own, options };
}

/**
 * Understands them.
 * @param kind what the port is, and what its hosts can do to reset a module
 * @throws PortError `MALFORMED`
 */
export function parseHostPolicy(
  spec: string,
  options: readonly HostOption[],
  { kind, resetSignals }: { readonly kind: string; readonly resetSignals: readonly ResetSignal[] },
): HostPolicy {
  let policy: HostPolicy = {};
  for (const { name, value } of options) {
    if (name === 'slowHost') policy = { ...policy, slowHost: wordOf(spec, name, value, SLOW_HOST) };
    else {
      const values = [...resetSignals, NONE];
      const unseen = RESET_ON.find(
        (signal) => value.split(SEVERAL).includes(signal) && !resetSignals.includes(signal),
      );
      if (unseen !== undefined) {
        throw new PortError(
          'MALFORMED',
          message('ports.resetUnseen', { spec, kind, signal: unseen, values }),
        );
      }
      const words = value.split(SEVERAL).map((word) => wordOf(spec, name, word, values));
      policy = { ...policy, resetOn: words.filter((word): word is ResetSignal => word !== NONE) };
    }
  }
  return policy;
}

function wordOf<W extends string>(spec: string, name: string, value: string, values: readonly W[]): W {
  const found = values.find((word) => word === value);
  if (found !== undefined) return found;
  throw new PortError('MALFORMED', message('ports.hostOptionValue', { spec, name, values }));
}
