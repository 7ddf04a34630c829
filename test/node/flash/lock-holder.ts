import { lockDirectory } from '#node/flash/lock';

/* A program that holds a flash directory until its standard input ends: node lock-holder.cjs DIRECTORY. */
lockDirectory(process.argv[2] ?? '');
process.stdout.write('held\n');
process.stdin.resume();
