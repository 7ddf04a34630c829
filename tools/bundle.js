import { build } from 'rolldown';

/** What goes into one file each: what the program needs before it knows its sub-command, and what `run` needs besides. */
const TOGETHER = [
  { name: 'start', entry: 'dist/cli/main.js' },
  { name: 'run', entry: 'dist/cli/run/run.js' },
];

/**
 * Joins the files twice: the first time tells what a start loads once all that nobody uses has gone, the second time puts
 * that together. A file takes longer to find, to open and to link than to read.
 * @param {import('rolldown').BuildOptions & { output: import('rolldown').OutputOptions }} config
 */
export async function bundle(config) {
  const { output } = await build({ ...config, write: false });
  const { codeSplitting } = config.output;
  const groups = typeof codeSplitting === 'object' ? (codeSplitting.groups ?? []) : [];
  const kept = new Set(groups.map(({ name }) => name));
  /** @type {Map<string, import('rolldown').OutputChunk>} */
  const chunks = new Map();
  for (const made of output) if (made.type === 'chunk') chunks.set(made.fileName, made);
  const taken = new Set([...chunks.values()].filter(({ isEntry, name }) => isEntry || kept.has(name)));
  const together = TOGETHER.map(({ name, entry }, at) => {
    const modules = new Set();
    for (const chunk of loadedWith(entry, chunks)) {
      if (taken.has(chunk)) continue;
      taken.add(chunk);
      for (const id of chunk.moduleIds) modules.add(id);
    }
    return { name, test: (/** @type {string} */ id) => modules.has(id), priority: -1 - at };
  });
  await build({
    ...config,
    // Entries export what they did; rolldown asks for this where a chunk has no more than what its group names.
    preserveEntrySignatures: 'allow-extension',
    output: {
      ...config.output,
      codeSplitting: { includeDependenciesRecursively: false, groups: [...groups, ...together] },
    },
  });
}

/**
 * The chunk that begins with a file of the built program, and all that is loaded before it runs.
 * @param {string} entry
 * @param {ReadonlyMap<string, import('rolldown').OutputChunk>} chunks
 */
function loadedWith(entry, chunks) {
  const first = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${entry}`));
  if (!first) throw new Error(`No chunk begins with ${entry}.`);
  const loaded = new Set([first]);
  // What is added on the way is walked too.
  for (const { imports } of loaded)
    for (const file of imports) {
      const chunk = chunks.get(file);
      if (chunk) loaded.add(chunk);
    }
  return loaded;
}
