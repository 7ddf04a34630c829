import type { Message, Render } from '../types.ts';

type Wanted = { readonly wanted: Message };

/** What the kit for tests says of what did not come. */
export const testing = {
  /** `traffic` and `context` are lines to look at. */
  expected: (
    { wanted, why, shown }: Wanted & { readonly why: Message; readonly shown: readonly string[] },
    render: Render,
  ) => [`expected ${render(wanted)}: ${render(why)}`, ...shown].join('\n'),
  asNext: ({ wanted }: Wanted, render: Render) => `${render(wanted)} as the very next`,
  urc: ({ name }: { name: string }) => `the URC ${name}`,
  okTo: ({ line }: { line: string }) => `OK to ${line}`,
  promptAfter: ({ line }: { line: string }) => `> after ${line}`,
  published: ({ topic }: { topic: string }) => `a message on ${topic}`,

  notInTime: ({ ms }: { ms: number }) => `it has not come in ${ms} ms`,
  notPublished: ({ ms, topics }: { ms: number; topics: readonly string[] }) =>
    `it has not come in ${ms} ms; topics so far: ${topics.join(', ') || 'none'}`,
  otherCame: () => 'something else came',
  closed: () => 'the connection to the module has closed',
  answered: ({ answer }: { answer: string }) => `the answer was ${JSON.stringify(answer)}`,

  noBroker: () => 'This test has no broker: createTestModule({ broker: true }).',
};
