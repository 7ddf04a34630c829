import { signal } from '@preact/signals';
import { request } from '../api/request.ts';
import { language } from '../texts/language.ts';

/** What a parameter takes: as much of JSON Schema as the table has. */
export interface ParameterSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly ParameterSchema[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

export const AREAS = ['uart', 'module', 'wifi', 'network', 'tls', 'broker'] as const;

/** A fault of the table. */
export interface Fault {
  readonly fault: string;
  readonly area: (typeof AREAS)[number];
  readonly about: string;
  readonly hostSees: string;
  readonly parameters: {
    readonly properties: Readonly<Record<string, ParameterSchema>>;
    readonly required?: readonly string[];
  };
}

/** Parameters that say when a fault acts; all have them. */
export const SCHEDULE: ReadonlySet<string> = new Set(['after', 'for', 'count', 'every', 'rate', 'seed']);

/** All faults there are, in the language of the page; empty before they are here. */
export const faults = signal<readonly Fault[]>([]);

/** Asks for them, in the language of the page. */
export async function loadFaults(): Promise<void> {
  const answer = await request<{ faults: Fault[] }>(`/faults?lang=${language.value}`);
  faults.value = answer.faults;
}
