import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/**
 * The page of `npm run build:demo`: files that lie in dist-demo, for any server of files, under any path. `atmqtt-lesson.js`, with the
 * files beside it that begin with that name, is what other pages mount.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { ATMQTT_VERSION: JSON.stringify(version) },
  build: {
    outDir: fileURLToPath(new URL('../../dist-demo/', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    // What mounts it says whether it is dark, which light-dark() follows and what would be made of it for others does not.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The module with its commands and texts is one.
    chunkSizeWarningLimit: 700,
    modulePreload: false,
    rolldownOptions: {
      input: {
        'atmqtt-lesson': fileURLToPath(new URL('src/index.tsx', import.meta.url)),
        demo: fileURLToPath(new URL('src/page.tsx', import.meta.url)),
      },
      preserveEntrySignatures: 'strict',
      // Node's Buffer, which the module is made with.
      transform: { inject: { Buffer: ['buffer', 'Buffer'] } },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'atmqtt-lesson-[name].js',
        assetFileNames: 'atmqtt-lesson.[ext]',
      },
    },
  },
});
