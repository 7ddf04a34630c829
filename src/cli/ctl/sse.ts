/** An event as a server sends it. */
export interface SentEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** Takes a stream of server-sent events apart (WHATWG HTML, 9.2.6), however it is cut. */
export class SentEvents {
  #rest = '';
  #id: string | undefined;
  #data: string[] = [];

  /** Takes what came. @returns the events that are whole by now */
  feed(text: string): SentEvent[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const events: SentEvent[] = [];
    for (const line of lines) {
      if (line !== '') this.#line(line.replace(/\r$/, ''));
      else if (this.#data.length > 0) {
        events.push({ id: this.#id, data: this.#data.join('\n') });
        this.#data = [];
      }
    }
    return events;
  }

  #line(line: string): void {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'id') this.#id = value;
    else if (field === 'data') this.#data.push(value);
  }
}
