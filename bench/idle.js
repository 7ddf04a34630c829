/**
 * Memory of idle connected modules, a thousand to ten thousand in one process, each with a host on a memory port and
 * a connection to Mosquitto in a process of its own; side by side with clients of MQTT.js. Each number is a fresh
 * process; what a hundred take first is not counted.
 */
import { comparison } from './lib/comparison.js';
import { startMosquitto } from './lib/mosquitto.js';
import { openFilesLimit, start, within } from './lib/processes.js';
import { median } from './lib/statistics.js';

const TARGET_KIB = 20;
/** The fewest modules that the target speaks of, and those that stand in for them in a short run. */
const TARGET_FROM = { full: 5000, short: 2000 };
/** Open files that a process has besides its connections. */
const SPARE_FILES = 200;
const KIB = 1024;

await comparison('idle', 'Memory of idle connected modules in one process', async ({ short }) => {
  const wanted = short ? [500, 2000] : [1000, 5000, 10_000];
  const possible = openFilesLimit() - SPARE_FILES;
  const counts = wanted.filter((count) => count <= possible);
  if (counts.length < wanted.length)
    console.log(
      `Only ${possible + SPARE_FILES} files may be open here (ulimit -n): numbers above are left out.`,
    );
  const broker = await startMosquitto(['max_connections -1']);
  /** @type {import('./lib/comparison.js').Row[]} */
  const rows = [];
  /** @type {Record<'modules' | 'mqttjs', [number, number][]>} */
  const points = { modules: [], mqttjs: [] };
  const raw = [];
  for (const count of counts) {
    /** @type {Record<'modules' | 'mqttjs', number[]>} */
    const each = { modules: [], mqttjs: [] };
    for (let round = 0; round < (short ? 1 : 3); round++) {
      for (const kind of /** @type {const} */ (['modules', 'mqttjs'])) {
        const { before, after } = await measure(kind, broker.port, count);
        each[kind].push((after - before) / count / KIB);
        raw.push({ kind, count, before, after });
      }
    }
    const modules = median(each.modules);
    const mqttjs = median(each.mqttjs);
    points.modules.push([count, modules]);
    points.mqttjs.push([count, mqttjs]);
    const what = `each of ${count.toLocaleString('en')}`;
    const row = { what, unit: 'KiB', ours: modules, better: /** @type {const} */ ('less') };
    const limit = { theirs: TARGET_KIB, against: 'the limit', ratio: modules / TARGET_KIB };
    // What a process with modules takes once is much when it is shared by few.
    if (count >= TARGET_FROM[short ? 'short' : 'full']) rows.push({ ...row, ...limit, target: 1 });
    rows.push({ ...row, theirs: mqttjs, against: 'a client of MQTT.js', ratio: modules / mqttjs });
  }
  for (const [from, to] of pairs(counts)) {
    const modules = further(points.modules, from, to);
    const mqttjs = further(points.mqttjs, from, to);
    rows.push({
      what: `each further one, from ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`,
      unit: 'KiB',
      ours: modules,
      theirs: mqttjs,
      against: 'a client of MQTT.js',
      ratio: modules / mqttjs,
      better: 'less',
    });
  }
  return {
    rows,
    series: [
      { name: 'modules', points: points.modules },
      { name: 'clients of MQTT.js', points: points.mqttjs },
    ],
    raw,
  };
});

/** @param {readonly number[]} counts @returns {[number, number][]} each with the one behind it */
function pairs(counts) {
  return counts.slice(1).map((to, at) => [counts[at] ?? 0, to]);
}

/**
 * What each more takes, which shows whether memory is linear.
 * @param {readonly [number, number][]} points
 * @param {number} from
 * @param {number} to
 */
function further(points, from, to) {
  const all = (/** @type {number} */ count) =>
    count * (points.find(([at]) => at === count)?.[1] ?? Number.NaN);
  return (all(to) - all(from)) / (to - from);
}

/**
 * @param {'modules' | 'mqttjs'} kind
 * @param {number} port
 * @param {number} count
 * @returns {Promise<{ before: number, after: number }>} bytes
 */
async function measure(kind, port, count) {
  const script = new URL('lib/crowd.js', import.meta.url).pathname;
  const args = ['--expose-gc', script, kind, String(port), String(count)];
  const { child, ended, stop } = start(process.execPath, args, ['ignore', 'ignore', 'inherit', 'ipc']);
  const told = new Promise((resolve) => child.once('message', resolve));
  const failed = ended.then((code) => {
    throw new Error(`the process with ${count} ${kind} ended with code ${code}`);
  });
  const memory = await within(`connecting ${count} ${kind}`, Promise.race([told, failed]));
  await stop();
  return /** @type {{ before: number, after: number }} */ (memory);
}
