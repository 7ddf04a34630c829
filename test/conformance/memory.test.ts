import { attachMemory } from './attach.ts';
import { playAll } from './play.ts';

playAll('memory', attachMemory);
