/*
 * Lesson and playground as something that any page can mount: an ES module, and a style sheet beside it.
 */
import './styles.css';
import { type ComponentChild, render } from 'preact';
import type { LanguageCode } from '#browser/index';
import { Lesson } from './lesson/lesson.tsx';
import { Playground } from './playground.tsx';
import { Session } from './session.ts';

export { addressWith, linesOf } from './share.ts';

/** What is mounted in an element. */
export interface Mounted {
  /** Tells everything in another language; the session goes on. */
  speak(language: LanguageCode): void;
  /** Takes it out of the element and ends its module. */
  unmount(): void;
}

/** How something is mounted. */
export interface MountOptions {
  /** Default: English. */
  readonly language?: LanguageCode;
}

/** How a playground is mounted. */
export interface PlaygroundOptions extends MountOptions {
  /** What a link brought, such as `linesOf(location.hash)`; it is shown, and typed when it is asked for. */
  readonly lines?: readonly string[];
}

/** Mounts the lesson of ten steps in an element. */
export function mountLesson(element: Element, { language = 'en' }: MountOptions = {}): Mounted {
  return mount(element, language, (session) => <Lesson session={session} />);
}

/** Mounts a playground in an element. */
export function mountPlayground(
  element: Element,
  { language = 'en', lines = [] }: PlaygroundOptions = {},
): Mounted {
  return mount(element, language, (session) => <Playground session={session} lines={lines} />);
}

function mount(
  element: Element,
  language: LanguageCode,
  view: (session: Session) => ComponentChild,
): Mounted {
  const session = new Session(language);
  render(view(session), element);
  return {
    speak: (code) => session.speak(code),
    unmount() {
      render(null, element);
      session.stop();
    },
  };
}
