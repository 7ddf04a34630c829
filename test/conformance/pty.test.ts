import { attachPty } from './attach.ts';
import { playAll } from './play.ts';

playAll('pty', attachPty, { concurrent: true });
