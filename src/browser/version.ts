/** What the bundler puts in, from package.json. */
declare const ATMQTT_VERSION: string | undefined;

/** The version of this package; of sources that no bundler has seen it is unknown. */
export const VERSION = typeof ATMQTT_VERSION === 'undefined' ? '0.0.0' : ATMQTT_VERSION;
