import { defineConfig } from 'vitest/config';

/** So that `#at/…` and the like lead to src, not to what was built. */
const conditions = ['atmqtt-source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Child processes and pseudo-terminals are not thread-safe to share.
    pool: 'forks',
  },
});
