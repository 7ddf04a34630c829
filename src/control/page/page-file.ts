import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** As small as is worth the wait of the first who asks. */
const QUALITY = 6;
/** A shorter one is one packet anyway. */
const MIN_BYTES = 1024;
const HASH_CHARACTERS = 22;

/** How a file is sent. */
export type Coding = 'br' | 'gzip' | 'identity';

/** A file as it is sent. */
export interface SentFile {
  readonly body: Buffer;
  readonly coding: Coding;
  /** Changes with what is sent. */
  readonly etag: string;
}

/** What a file of the page is. */
export interface PageFileParts {
  readonly file: string;
  /** Its media type. */
  readonly type: string;
  /** What it holds is in its name. */
  readonly unchanging: boolean;
}

/** A file of the page: read when it is asked for first, and compressed once for all who take it so. */
export class PageFile {
  readonly type: string;
  readonly unchanging: boolean;
  readonly #file: string;
  #content: Promise<Buffer> | undefined;
  readonly #sent = new Map<Coding, Promise<SentFile>>();

  constructor({ file, type, unchanging }: PageFileParts) {
    this.#file = file;
    this.type = type;
    this.unchanging = unchanging;
  }

  /**
   * @param accepted the header Accept-Encoding
   * @throws what the system says when it cannot be read
   */
  async as(accepted: string | undefined): Promise<SentFile> {
    const content = await this.#read();
    return this.#as(
      content.length < MIN_BYTES || !isText(this.type) ? 'identity' : codingOf(accepted),
      content,
    );
  }

  #read(): Promise<Buffer> {
    this.#content ??= readFile(this.#file).catch((error: unknown) => {
      // It may be there again for who asks next.
      this.#content = undefined;
      throw error;
    });
    return this.#content;
  }

  #as(coding: Coding, content: Buffer): Promise<SentFile> {
    const sent = this.#sent.get(coding) ?? coded(content, coding);
    this.#sent.set(coding, sent);
    return sent;
  }
}

async function coded(content: Buffer, coding: Coding): Promise<SentFile> {
  const body =
    coding === 'br'
      ? await toBrotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } })
      : coding === 'gzip'
        ? await toGzip(content, { level: QUALITY })
        : content;
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, HASH_CHARACTERS);
  return { body, coding, etag: `"${hash}-${coding}"` };
}

function isText(type: string): boolean {
  return /^text\/|charset=|svg/.test(type);
}

/** The best of those that are taken; one with `q=0` is not (RFC 9110, 12.5.3). */
function codingOf(accepted = ''): Coding {
  const taken = new Set(
    accepted
      .split(',')
      .map((each) =>
        each
          .trim()
          .toLowerCase()
          .split(/\s*;\s*/),
      )
      .filter(([, weight]) => !/^q=0(?:\.0*)?$/.test(weight ?? ''))
      .map(([coding]) => coding),
  );
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : 'identity';
}
