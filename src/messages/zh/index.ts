import type { Catalogue } from '../message.ts';
import { clock } from './clock.ts';
import { codes } from './codes.ts';
import { commandLine } from './command-line.ts';
import { errors } from './errors.ts';
import { foreignProtocol } from './foreign-protocol.ts';
import { net } from './net.ts';
import { platform } from './platform.ts';
import { settings } from './settings.ts';
import { wifi } from './wifi.ts';

/** The Chinese catalogue, by the areas of the English one; an area that is missing is told in English. */
export const zh: { readonly [A in keyof Catalogue]?: Partial<Catalogue[A]> } = {
  clock,
  codes,
  commandLine,
  errors,
  foreignProtocol,
  net,
  platform,
  settings,
  wifi,
};
