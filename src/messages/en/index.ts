import { at } from './at.ts';
import { config } from './config.ts';
import { errors } from './errors.ts';
import { expect } from './expect.ts';
import { link } from './link.ts';
import { mqtt } from './mqtt.ts';
import { settings } from './settings.ts';

/** The English catalogue. One module an area; every other language has the type of this one. */
export const en = { at, config, errors, expect, link, mqtt, settings };
