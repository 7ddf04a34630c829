/** @param {readonly number[]} values */
export function median(values) {
  return percentile(values, 50);
}

/**
 * @param {readonly number[]} values
 * @param {number} percent
 */
export function percentile(values, percent) {
  const sorted = Float64Array.from(values).sort();
  const at = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.max(0, at)] ?? Number.NaN;
}

/** Percents at which a distribution is kept. */
const SHAPE = [1, 5, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9];

/**
 * A distribution, small enough to be kept.
 * @param {readonly number[]} values
 * @returns {[number, number][]} percent and value
 */
export function distribution(values) {
  return SHAPE.map((percent) => [percent, percentile(values, percent)]);
}

/**
 * Runs contenders in turn, A B A B, so that a busy moment of the machine meets all of them. The first round warms up
 * and is dropped.
 * @template {string} Name
 * @template Result
 * @param {number} rounds that count
 * @param {Record<Name, () => Promise<Result>>} contenders
 * @returns {Promise<Record<Name, Result[]>>}
 */
export async function inTurn(rounds, contenders) {
  const names = /** @type {Name[]} */ (Object.keys(contenders));
  const results = /** @type {Record<Name, Result[]>} */ (
    Object.fromEntries(names.map((name) => [name, /** @type {Result[]} */ ([])]))
  );
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await contenders[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/**
 * The median of the ratios of each round.
 * @param {readonly number[]} above
 * @param {readonly number[]} below
 */
export function ratioOf(above, below) {
  return median(above.map((value, round) => value / (below[round] ?? Number.NaN)));
}
