import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** What is loaded from its own package: native code, what looks for files beside itself, and what few runs need. */
const EXTERNAL = [/^@lydell\//, 'serialport', 'aedes', '@peculiar/x509', 'reflect-metadata'];
/** Compilers that Fastify would ask for if it were not given others, which it is: a third of all that it brings. */
const NEVER_ASKED_FOR = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'];

/**
 * Joins the built program's many small files, and those of its libraries, which halves the time it takes to start.
 * @type {import('rolldown').BuildOptions & { output: import('rolldown').OutputOptions }}
 */
export default {
  input: {
    'cli/main': 'dist/cli/main.js',
    // What package.json exports; from one build with the program, so that there is one copy of each class.
    'entry/library': 'dist/library/index.js',
    'entry/broker': 'dist/broker/index.js',
    'entry/ports': 'dist/ports/index.js',
    'entry/testing': 'dist/testing/index.js',
    // Started by its path, beside the chunk that starts it.
    'chunks/worker': 'dist/swarm/worker.js',
  },
  platform: 'node',
  // A copy of Node's own streams, which bl asks for: 180 KB to read at every start.
  resolve: { alias: { 'readable-stream': 'node:stream' } },
  external: [...EXTERNAL, ...NEVER_ASKED_FOR],
  // As deep as the files they come from, which look for package.json by a relative path.
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: {
      groups: [
        // Small, and needed by nearly everything: a file each would take longer to open than to read.
        { name: 'leaves', test: /\/dist\/(?:bytes|collections|errors|firmware|messages(?!\/zh)|net|time)\// },
      ],
    },
  },
  logLevel: 'warn',
};

/**
 * `atmqtt/browser`: everything it needs is in it, Node's Buffer from the package of that name, and nothing of Node. Made small, because
 * pages load it.
 * @type {import('rolldown').BuildOptions}
 */
export const browser = {
  input: { 'entry/browser': 'dist/browser/index.js' },
  platform: 'browser',
  transform: {
    inject: { Buffer: ['buffer', 'Buffer'] },
    define: { ATMQTT_VERSION: JSON.stringify(version) },
  },
  output: { dir: 'dist', format: 'esm', minify: true, chunkFileNames: 'chunks/browser-[name].js' },
  logLevel: 'warn',
};
