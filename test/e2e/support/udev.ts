/** One `KEY{attribute}operator"value"` of a udev rule. */
export interface UdevPair {
  readonly key: string;
  readonly attribute: string | undefined;
  readonly operator: string;
  readonly value: string;
}

/** A device as udev meets it, and what it finds around it. */
export interface UdevDevice {
  readonly kernel: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly action?: string;
  readonly subsystem?: string;
  /** Files that are there. */
  readonly files?: readonly string[];
  /** What a program prints; undefined: it fails. */
  program(command: string): string | undefined;
}

/** What rules have made of a device. */
export interface UdevOutcome {
  readonly symlinks: readonly string[];
  readonly tags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PAIR = /([A-Z]+)(?:\{([\w.]+)\})?(==|!=|\+=|=)"([^"]*)"/y;

/** Reads the rules of a file. @throws Error for a line that is no list of pairs */
export function parseUdevRules(text: string): UdevPair[][] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const pairs: UdevPair[] = [];
    for (let at = 0; ; ) {
      PAIR.lastIndex = at;
      const [whole = '', key = '', attribute, operator = '', value = ''] = PAIR.exec(line) ?? [];
      if (whole === '') throw new Error(`no pair at column ${at + 1} of ${line}`);
      pairs.push({ key, attribute, operator, value });
      at += whole.length;
      if (at === line.length) return pairs;
      if (!line.startsWith(', ', at)) throw new Error(`no comma at column ${at + 1} of ${line}`);
      at += 2;
    }
  });
}

/** Applies rules to a device as udev does, as far as these keys go (udev(7)). */
export function applyUdevRules(rules: readonly UdevPair[][], device: UdevDevice): UdevOutcome {
  const env: Record<string, string> = { ...device.env };
  const [symlinks, tags]: [string[], string[]] = [[], []];
  let result = '';
  const fill = (text: string): string =>
    text
      .replaceAll(/\$env\{([\w.]+)\}/g, (_, name: string) => env[name] ?? '')
      .replaceAll('%k', device.kernel)
      .replaceAll('%c', result);
  const runs = (command: string): boolean => {
    const printed = device.program(command);
    if (printed !== undefined) result = printed;
    return printed !== undefined;
  };
  const holds = ({ key, attribute = '', value }: UdevPair): boolean => {
    switch (key) {
      case 'ACTION':
        return globs(value, device.action ?? 'add');
      case 'SUBSYSTEM':
        return globs(value, device.subsystem ?? 'tty');
      case 'KERNEL':
        return globs(value, device.kernel);
      case 'ENV':
        return globs(value, env[attribute] ?? '');
      case 'TEST':
        return device.files?.includes(fill(value)) === true;
      case 'PROGRAM':
        return runs(fill(value));
      default:
        throw new Error(`${key} is no match`);
    }
  };
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at] ?? [];
    // In their order, for a program that runs changes %c.
    const matches = rule.filter(({ operator }) => operator === '==' || operator === '!=');
    if (!matches.every((pair) => holds(pair) === (pair.operator === '=='))) continue;
    for (const { key, attribute = '', operator, value } of rule.filter((pair) => !matches.includes(pair))) {
      if (key === 'ENV') {
        const before = operator === '+=' && env[attribute] ? `${env[attribute]} ` : '';
        env[attribute] = before + fill(value);
      } else if (key === 'SYMLINK') symlinks.push(fill(value));
      else if (key === 'TAG') tags.push(fill(value));
      else if (key === 'GOTO') {
        const label = rules.findIndex((each) =>
          each.some((pair) => pair.key === 'LABEL' && pair.value === value),
        );
        if (label < at) throw new Error(`no label ${value} behind`);
        at = label;
      } else if (key !== 'LABEL') throw new Error(`${key} is nothing to set`);
    }
  }
  return { symlinks, tags, env };
}

/** Whether one of the patterns, which `|` stands between, is that of a text. */
function globs(patterns: string, text: string): boolean {
  return patterns.split('|').some((pattern) => {
    const expression = pattern
      .replaceAll(/[.+^$(){}\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${expression}$`).test(text);
  });
}
