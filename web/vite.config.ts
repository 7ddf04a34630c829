import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Of a run that `npm run web` shows the page of: `http://HOST:PORT`, as its ready line has it. */
const control = process.env['ATMQTT_WEB_TARGET'] ?? 'http://127.0.0.1:9338';

/** The page of `run --web`: files that lie in dist/web, of which none is loaded from elsewhere. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../dist/web/', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts and pictures as files: the page allows no data: in a font.
    assetsInlineLimit: 0,
    // It would be a script within the page, which the page refuses.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': {
        target: control,
        changeOrigin: true,
        // To the program it is a page of its own.
        headers: { origin: control },
      },
    },
  },
});
