/*
 * Notes the keys of the messages that arise in this process, in a file of the folder that a run of all tests has for them. A message
 * arises when it is told, or made while a test runs; one that a test itself makes, to compare, does not.
 */
import fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ readonly key: string }} Message */

// As they are: some tests put others in their place for a while.
const { openSync, writeSync } = fs;
const TESTS = fileURLToPath(new URL('../..', import.meta.url));

// Its name must not begin with ATMQTT_: the program warns of variables that it does not know.
const folder = process.env.TEST_MESSAGES;
const file = folder === undefined ? undefined : opened(join(folder, String(process.pid)));
/** @type {Set<string>} */
const noted = new Set();
/** @type {WeakSet<Message>} */
const ofTests = new WeakSet();

/**
 * Opened at once, as a test may give up its rights; a program that may not write there notes nothing.
 * @param {string} path
 */
function opened(path) {
  try {
    return openSync(path, 'a', 0o666);
  } catch {
    return undefined;
  }
}

/**
 * Written at once: a program may be killed at any moment.
 * @param {string} key
 */
function note(key) {
  noted.add(key);
  if (file !== undefined) writeSync(file, `${key}\n`);
}

/** Whether a test runs: what is made or told while a file is loaded shows nothing. Undefined in the program, which knows no tests. */
function runsTest() {
  const { __vitest_worker__: worker } = /** @type {any} */ (globalThis);
  return worker === undefined ? undefined : worker.current?.type === 'test';
}

/** Whether a file of the tests calls `message`, two functions up. */
function isCalledByTest() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  const caller = new Error().stack?.split('\n')[3] ?? '';
  Error.stackTraceLimit = limit;
  return caller.includes(TESTS);
}

/** @type {any} */ (globalThis).atmqttMessageNotes = {
  /** @param {(key: string, ...params: unknown[]) => Message} make */
  making:
    (make) =>
    (/** @type {string} */ key, /** @type {unknown[]} */ ...params) => {
      const message = make(key, ...params);
      if (noted.has(key) || runsTest() !== true) return message;
      if (isCalledByTest()) ofTests.add(message);
      else note(key);
      return message;
    },
  /** @param {(message: Message) => string} tell */
  telling: (tell) => (/** @type {Message} */ message) => {
    if (!noted.has(message.key) && !ofTests.has(message) && runsTest() !== false) note(message.key);
    return tell(message);
  },
};
