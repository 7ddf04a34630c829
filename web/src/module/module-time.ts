import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Module } from '../state/modules.ts';

const SECOND_MS = 1000;

/** What the clock of a module says now, a second at a time; undefined for what no date can be. */
export function useModuleTime({ clock: { now } }: Module): string | undefined {
  const passed = useSignal(0);
  useEffect(() => {
    const began = performance.now();
    passed.value = 0;
    const ticking = setInterval(() => {
      passed.value = performance.now() - began;
    }, SECOND_MS);
    return () => clearInterval(ticking);
  }, [now]);
  if (now === null) return undefined;
  const date = new Date(new Date(now).getTime() + passed.value);
  return Number.isNaN(date.getTime())
    ? undefined
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
