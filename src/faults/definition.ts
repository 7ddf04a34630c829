import type { z } from 'zod';
import type { Message } from '#messages/message';

/** Where a fault acts, from the host to the broker. */
export const FAULT_AREAS = ['uart', 'module', 'wifi', 'network', 'tls', 'broker'] as const;
export type FaultArea = (typeof FAULT_AREAS)[number];

/** What is known of a fault without its being switched on. */
export interface FaultDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** What goes wrong. */
  readonly about: Message;
  /** What the host at the UART sees of it. */
  readonly hostSees: Message;
  /** Its own parameters; `scheduleShape` comes to them. */
  readonly parameters: Shape;
  /** It happens in a moment and lasts no time, such as a reset; or does so with some parameters. */
  readonly momentary?: true | ((parameters: Readonly<Record<string, unknown>>) => boolean);
  /** It acts once, as it begins, for as long as it lasts: no count ends it. */
  readonly lasting?: true;
  /** How many times it acts unless `count` says otherwise; undefined: every time. */
  readonly count?: number;
}

/** Declares a fault; its parameters keep their types. */
export function defineFault<Shape extends z.ZodRawShape>(
  definition: FaultDefinition<Shape>,
): FaultDefinition<Shape> {
  return definition;
}
