/** A line of a comparison: in both, only in the former, or only in the later one. */
export interface ChangedLine {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines of each side that are compared. */
const MAX_LINES = 600;

/**
 * What has changed between two texts, by their longest common subsequence.
 * @returns undefined where they are too long for that
 */
export function changesBetween(
  before: readonly string[],
  after: readonly string[],
): ChangedLine[] | undefined {
  if (before.length > MAX_LINES || after.length > MAX_LINES) return undefined;
  const width = after.length + 1;
  // How many lines the rests of both have in common.
  const common = new Uint16Array((before.length + 1) * width);
  for (let one = before.length - 1; one >= 0; one--)
    for (let two = after.length - 1; two >= 0; two--)
      common[one * width + two] =
        before[one] === after[two]
          ? (common[(one + 1) * width + two + 1] ?? 0) + 1
          : Math.max(common[(one + 1) * width + two] ?? 0, common[one * width + two + 1] ?? 0);
  const lines: ChangedLine[] = [];
  let [one, two] = [0, 0];
  while (one < before.length || two < after.length) {
    const [left, right] = [before[one], after[two]];
    if (left !== undefined && left === right) {
      lines.push({ kind: ' ', text: left });
      one++;
      two++;
    } else if (
      left !== undefined &&
      (right === undefined || (common[(one + 1) * width + two] ?? 0) >= (common[one * width + two + 1] ?? 0))
    ) {
      lines.push({ kind: '-', text: left });
      one++;
    } else {
      lines.push({ kind: '+', text: right ?? '' });
      two++;
    }
  }
  return paired(lines);
}

/** Where as many lines went as came, each stands above the one that it became. */
function paired(lines: readonly ChangedLine[]): ChangedLine[] {
  const shown: ChangedLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const removed = lengthOfRun(lines, at, '-');
    const added = lengthOfRun(lines, at + removed, '+');
    if (removed === 0 || removed !== added) {
      const length = Math.max(1, removed + added);
      shown.push(...lines.slice(at, at + length));
      at += length;
      continue;
    }
    for (let pair = 0; pair < removed; pair++)
      shown.push(
        ...lines.slice(at + pair, at + pair + 1),
        ...lines.slice(at + removed + pair, at + removed + pair + 1),
      );
    at += removed + added;
  }
  return shown;
}

function lengthOfRun(lines: readonly ChangedLine[], at: number, kind: ChangedLine['kind']): number {
  let end = at;
  while (lines[end]?.kind === kind) end++;
  return end - at;
}
