import { texts } from './texts.ts';
import type { Topic } from './watch.ts';

/** Who published a message, in words; undefined where that is not known. */
export function authorOf({ client, module, link, here }: Topic['from']): string | undefined {
  const { authors } = texts.value;
  const parts = [
    ...(client === undefined ? [] : [authors.client(client)]),
    ...(module === undefined ? [] : [authors.link(module, link ?? 0)]),
    ...(here === true ? [authors.here] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}
