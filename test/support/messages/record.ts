import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import type { Vite } from 'vitest/node';
import { instrumented } from './instrument.js';

const NOTES = fileURLToPath(new URL('notes.js', import.meta.url));
const IN_PROGRAM = new URL('in-program.js', import.meta.url).href;
const MODULES = ['/src/messages/message.ts', '/src/messages/zh/chinese.ts'];

interface Recording {
  readonly plugins: Vite.Plugin[];
  readonly test: NonNullable<ViteUserConfig['test']>;
}

/** What a run of all tests is configured with, so that the messages that arise in it are noted in the folder that it names. */
export function recordMessages(): Recording {
  if (process.env.TEST_MESSAGES === undefined) return { plugins: [], test: {} };
  const { NODE_OPTIONS = '' } = process.env;
  return {
    plugins: [
      {
        name: 'messages that arise',
        transform(code, id) {
          if (!MODULES.some((module) => id.endsWith(module))) return;
          const noting = instrumented(code);
          if (noting === undefined) throw new Error(`${id} neither makes nor tells messages.`);
          return { code: `import ${JSON.stringify(NOTES)}; ${noting}`, map: null };
        },
      },
    ],
    // Of the programs that tests start.
    test: { env: { NODE_OPTIONS: `${NODE_OPTIONS} --import=${IN_PROGRAM}`.trimStart() } },
  };
}
