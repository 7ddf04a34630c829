import { type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';
import type { ControlTarget } from '#control/control-server';
import { TOKEN } from './controlled.ts';

/** An event as it came. */
export interface CameEvent {
  readonly id: number | undefined;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  readonly data: any;
}

/** A reader of server-sent events, which keeps what came. */
export interface EventSourceTest {
  readonly events: readonly CameEvent[];
  readonly answer: IncomingMessage;
  /** Resolves with the first event that fits, also one that came already. */
  until(fits: (event: CameEvent) => boolean): Promise<CameEvent>;
  close(): void;
}

/** Listens to events; ends with the test. @param headers with a cookie in place of the token, where there is one */
export function listenTo(
  target: ControlTarget,
  query = '',
  headers: Record<string, string> = {},
): Promise<EventSourceTest> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...('path' in target ? { socketPath: target.path } : { host: target.host, port: target.port }),
        path: `/api/v1/events${query}`,
        agent: false,
        headers: { ...(headers.cookie === undefined && { authorization: `Bearer ${TOKEN}` }), ...headers },
      },
      (answer) => {
        const events: CameEvent[] = [];
        const waiting: { fits: (event: CameEvent) => boolean; take: (event: CameEvent) => void }[] = [];
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk;
          const blocks = text.split('\n\n');
          text = blocks.pop() ?? '';
          for (const block of blocks) {
            const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
            const data = field('data');
            if (data === undefined) continue;
            const id = field('id');
            const event = {
              id: id === undefined ? undefined : Number(id),
              type: field('event') ?? '',
              data: JSON.parse(data),
            };
            events.push(event);
            for (const each of waiting.filter(({ fits }) => fits(event))) each.take(event);
          }
        });
        answer.on('error', () => {});
        resolve({
          events,
          answer,
          until: (fits) =>
            new Promise((take) => {
              const there = events.find(fits);
              if (there !== undefined) take(there);
              else waiting.push({ fits, take });
            }),
          close: () => sent.destroy(),
        });
      },
    );
    sent.on('error', reject);
    onTestFinished(() => void sent.destroy());
    sent.end();
  });
}
