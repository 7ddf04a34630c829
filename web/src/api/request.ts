/** Where the control plane is: the page is served by the program it shows. */
const BASE = '/api/v1';

/** What a refused or failed request says. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** Of HTTP; 0: nobody answered. */
  readonly status: number;
  /** For programs to branch on, such as `INVALID`. */
  readonly code: string;
  /** The key of the sentence in the catalogue of messages; undefined when the program did not answer. */
  readonly key: string | undefined;
  readonly parameters: unknown;

  constructor(status: number, code: string, text: string, key?: string, parameters?: unknown) {
    super(text);
    this.status = status;
    this.code = code;
    this.key = key;
    this.parameters = parameters;
  }
}

/** What may be said of a request beyond its path. */
interface RequestParts {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * Asks the control plane.
 * @param path below `/api/v1`, such as `/modules`; names in it are encoded by `at`
 * @returns what it answered; undefined for an answer without a body
 * @throws RequestError with the sentence of the program, or with code `UNREACHABLE`
 */
export async function request<T>(path: string, parts: RequestParts = {}): Promise<T> {
  const response = await send(path, parts);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** As `request`, for an answer that is text or a file. @throws RequestError */
export async function requestBlob(path: string, parts: RequestParts = {}): Promise<Blob> {
  return (await send(path, parts)).blob();
}

/** As `request`, for an answer that comes bit by bit. @throws RequestError */
export async function requestStream(
  path: string,
  parts: RequestParts = {},
): Promise<ReadableStream<Uint8Array>> {
  return (await send(path, parts)).body ?? new ReadableStream();
}

/** A path of names that may have any characters: `` at`/modules/${name}` ``. */
export function at(fixed: TemplateStringsArray, ...names: readonly (string | number)[]): string {
  return String.raw(fixed, ...names.map((name) => encodeURIComponent(name)));
}

async function send(path: string, { method = 'GET', body, signal }: RequestParts): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RequestError(0, 'UNREACHABLE', 'The program does not answer.');
  }
  if (response.ok) return response;
  const answer = (await response.json().catch(() => undefined)) as
    | { error?: { code: string; text: string; key: string; parameters: unknown } }
    | undefined;
  const { code = 'UNKNOWN', text = response.statusText, key, parameters } = answer?.error ?? {};
  throw new RequestError(response.status, code, text, key, parameters);
}
