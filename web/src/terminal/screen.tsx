import '@xterm/xterm/css/xterm.css';
import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'preact/hooks';
import { theme } from '../shell/theme.ts';
import { focusInput } from './focus.ts';
import { type Style, screenText, type Traffic } from './screen-text.ts';
import { texts } from './texts.ts';
import type { ViewOptions } from './view-options.ts';

/** Lines that can be scrolled back. */
const SCROLLBACK = 10_000;
/** Milliseconds in which traffic is joined: what a screen reader is told of it costs most. */
const JOIN_MS = 50;
/** Of what came before, so much is written at once. */
const REPLAYED = 5000;

/** What a screen shows: what came, and what comes. */
export interface ScreenSource {
  /** The last so many, in their order. */
  last(max: number): readonly Traffic[];
  /** @returns ends that */
  listen(hear: (traffic: Traffic) => void): () => void;
}

interface ScreenParts {
  /** Undefined as long as there is nothing to show. */
  readonly source: ReadonlySignal<ScreenSource | undefined>;
  readonly options: ViewOptions;
}

/** Everything that goes over a UART; what is typed here goes to the input line. */
export function Screen({ source, options }: ScreenParts) {
  const place = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal | undefined>(undefined);
  useEffect(() => {
    if (place.current === null) return;
    const { made, dispose } = open(place.current);
    terminal.current = made;
    return () => {
      terminal.current = undefined;
      dispose();
    };
  }, []);
  useSignalEffect(() => {
    theme.value;
    const t = texts.value;
    const style = { times: options.times.value, ends: options.ends.value, data: t.data };
    const shown = terminal.current;
    if (shown === undefined || source.value === undefined) return;
    shown.options.theme = themeOf(shown.element ?? document.body);
    shown.textarea?.setAttribute('aria-label', t.screen);
    return follow(shown, source.value, style);
  });
  return <div class="screen" ref={place} />;
}

function open(place: HTMLElement): { made: Terminal; dispose(): void } {
  const made = new Terminal({
    fontFamily: getComputedStyle(place).getPropertyValue('--mono'),
    fontSize: 13,
    scrollback: SCROLLBACK,
    disableStdin: true,
    screenReaderMode: true,
    cursorStyle: 'bar',
    cursorInactiveStyle: 'none',
    minimumContrastRatio: 4.5,
  });
  const fit = new FitAddon();
  made.loadAddon(fit);
  made.open(place);
  made.attachCustomKeyEventHandler((event) => onKey(made, event));
  const fitting = new ResizeObserver(() => fit.fit());
  fitting.observe(place);
  return {
    made,
    dispose() {
      fitting.disconnect();
      made.dispose();
    },
  };
}

/** Tab leads on, and keys for scrolling and copying do that; what would be typed goes to the input line. */
function onKey(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.type !== 'keydown') return false;
  const pages = { PageUp: -1, PageDown: 1 }[event.key];
  const lines = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (pages !== undefined) terminal.scrollPages(pages);
  else if (lines !== undefined) terminal.scrollLines(lines);
  else if (event.key === 'Home') terminal.scrollToTop();
  else if (event.key === 'End') terminal.scrollToBottom();
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) focusInput(event.key);
  else return false;
  event.preventDefault();
  return false;
}

/** Writes what came before and what comes, a few times a second. @returns ends that */
function follow(terminal: Terminal, source: ScreenSource, style: Style): () => void {
  let text = '';
  let due: ReturnType<typeof setTimeout> | undefined;
  const before = source.last(REPLAYED).map((traffic) => screenText(traffic, style));
  terminal.reset();
  terminal.write(before.join(''));
  const end = source.listen((traffic) => {
    text += screenText(traffic, style);
    due ??= setTimeout(() => {
      due = undefined;
      terminal.write(text);
      text = '';
    }, JOIN_MS);
  });
  return () => {
    end();
    clearTimeout(due);
  };
}

/** The colours of the page, which are written so that only the browser can read them. */
function themeOf(place: HTMLElement): ITheme {
  const probe = place.appendChild(document.createElement('span'));
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found: ITheme = {
    background: colour('page'),
    foreground: colour('text'),
    cursor: colour('text'),
    selectionBackground: colour('line'),
    red: colour('bad'),
    green: colour('good'),
    yellow: colour('warn'),
    blue: colour('host'),
    magenta: colour('broker'),
    cyan: colour('accent'),
    brightBlack: colour('quiet'),
  };
  probe.remove();
  return found;
}
