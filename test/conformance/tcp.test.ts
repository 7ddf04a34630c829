import { attachTcp } from './attach.ts';
import { playAll } from './play.ts';

playAll('tcp', attachTcp);
