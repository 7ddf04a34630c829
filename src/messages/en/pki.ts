import type { Message, Render } from '../types.ts';

const KINDS = { ca: 'a CA', cert: 'a certificate', key: 'a private key' } as const;

/** Items count from 1. */
type OfItem = { readonly item: number };

/** What is said of the image of a partition as AtPKI.py packs it. */
export const pki = {
  headerCut: ({ bytes }: { bytes: number }) =>
    `It is cut short: it has ${bytes} bytes, and the header alone has 8.`,
  cut: ({ bytes, whole }: { bytes: number; whole: number }) =>
    `It is cut short: it has ${bytes} bytes, and its header says ${whole}.`,
  noItems: () => 'It holds no certificate and no key.',
  itemBeyond: ({ item, count }: OfItem & { count: number }) =>
    `Item ${item} of ${count} goes beyond the length in the header.`,
  unknownKind: ({ item, kind }: OfItem & { kind: number }) =>
    `Item ${item} has the type ${kind}; there are 1 (CA), 2 (certificate) and 3 (key).`,
  itemEmpty: ({ item }: OfItem) => `Item ${item} is empty.`,
  sameSet: ({ item, id }: OfItem & { id: number }) =>
    `Item ${item} has the ID ${id}, which an item before it has too.`,
  unlisted: ({ count, bytes }: { count: number; bytes: number }) =>
    `Its header counts ${count} ${count === 1 ? 'item' : 'items'}, and ${bytes} bytes more follow.`,
  trailing: ({ bytes }: { bytes: number }) =>
    `${bytes} ${bytes === 1 ? 'byte' : 'bytes'} that do not belong to it follow behind its end.`,
  otherKind: ({ item, kind, partition }: OfItem & { kind: keyof typeof KINDS; partition: string }) =>
    `Item ${item} is ${KINDS[kind]}, which does not go into ${partition}: name the partition with --partition.`,
  itemUnusable: ({ item, why }: OfItem & { why: Message }, render: Render) => `Item ${item}: ${render(why)}`,
};
