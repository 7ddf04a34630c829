/** What limits and states are said in; what does not fit one of them stays as it is. */
const LIMITS: readonly (readonly [RegExp, string])[] = [
  [/^(-?\d+) to (-?\d+)$/, '$1 到 $2'],
  [/^(-?\d+) to (-?\d+), or (-?\d+) to (-?\d+)$/, '$1 到 $2，或 $3 到 $4'],
  [/^from (-?\d+)$/, '$1 以上'],
  [/^state ((?:\d+, )*\d+)$/, '状态 $1'],
  [/^at most (\d+) bytes$/, '最多 $1 字节'],
  [/^0, up to (\d+) with the setting links$/, '0，配置项 links 可使其最大到 $1'],
  [/^0, and 1 when a second set is stored$/, '0；存放了第二套时还可以是 1'],
  [/^any that fits into 32 bits$/, '32 位以内的任意数'],
  [/^an IPv4 address$/, 'IPv4 地址'],
  [/^an IP address$/, 'IP 地址'],
  [/^a MAC address of a single station, such as (.*)$/, '单个 station 的 MAC 地址，例如 $1'],
  [/^a MAC address, such as (.*)$/, 'MAC 地址，例如 $1'],
];

/** The limits of a parameter or the states of a command, which are made of numbers; undefined for any other text. */
export function limits(text: string): string | undefined {
  const found = LIMITS.find(([pattern]) => pattern.test(text));
  if (found === undefined) return undefined;
  const [pattern, chinese] = found;
  return text.replace(pattern, chinese).replaceAll(', ', '、');
}
