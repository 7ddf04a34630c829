#ifndef TTY_H
#define TTY_H

/** Opens the tty for board.h; ends the program with exit code 2 and a sentence when it cannot. */
void tty_open(const char *path);

#endif
