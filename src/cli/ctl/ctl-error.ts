import { AtmqttError } from '#errors/atmqtt-error';

/**
 * Why a running program does not do what it was asked for: it is not reached (`UNREACHABLE`), it does not understand the
 * request or its sender (`REFUSED`), or it cannot do that now, or it did not come in time (`FAILED`).
 */
export type CtlErrorCode = 'UNREACHABLE' | 'REFUSED' | 'FAILED';

/** A running program does not do what it was asked for. */
export class CtlError extends AtmqttError<CtlErrorCode> {
  /** What the program has told besides, as it came. */
  readonly answer: unknown;

  constructor(
    code: CtlErrorCode,
    reason: ConstructorParameters<typeof AtmqttError>[1],
    options: ErrorOptions & { readonly answer?: unknown } = {},
  ) {
    super(code, reason, { ...options, mayHeal: code === 'UNREACHABLE' });
    this.answer = options.answer;
  }
}

/** Narrows an unknown failure to one of these. */
export function isCtlError(error: unknown): error is CtlError {
  return error instanceof CtlError;
}
