import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Module } from '../state/modules.ts';

const SECOND_MS = 1000;

/** When each answer about a clock was seen first: it goes on from there, wherever it is shown. */
const seenAt = new WeakMap<Module['clock'], number>();

/** What the clock of a module says now, a second at a time; undefined for what no date can be. */
export function useModuleTime({ clock }: Module): string | undefined {
  const now = useSignal(performance.now());
  useEffect(() => {
    const ticking = setInterval(() => {
      now.value = performance.now();
    }, SECOND_MS);
    return () => clearInterval(ticking);
  }, []);
  const since = seenAt.get(clock) ?? performance.now();
  seenAt.set(clock, since);
  if (clock.now === null) return undefined;
  const date = new Date(Date.parse(clock.now) + Math.max(0, now.value - since));
  return Number.isNaN(date.getTime())
    ? undefined
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
