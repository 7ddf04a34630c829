import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { recordMessages } from './test/support/messages/record.ts';
import { SkipsReporter } from './test/support/skips-reporter.ts';

/** So that `#at/…` and the like lead to src, not to what was built. */
const conditions = ['atmqtt-source'];

/** What drives the built program, installs it, or takes long: not in `npm test`, but in `npm run test:all`. */
const SLOW = ['test/e2e/**/*.test.ts', 'test/**/*.slow.test.ts'];

const recording = recordMessages();

export default defineConfig({
  plugins: recording.plugins,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    ...recording.test,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A second, as it is otherwise, is short for a program that starts on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // Child processes and pseudo-terminals are not thread-safe to share.
    pool: 'forks',
    // Many tests wait for a broker or a program, so that one more than there are processors keeps them busy.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', new SkipsReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: SLOW,
          // Files share what they import with those before them in the same process, which halves the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'slow', include: SLOW } },
    ],
  },
});
