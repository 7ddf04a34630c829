/* A program on a computer as the board: the module's UART is a tty, such as atmqtt's pseudo-terminal. */
#include "board.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "tty.h"

static const char *name;
static int tty = -1;

static void give_up(const char *what) {
    fprintf(stderr, "lamp: %s %s: %s\n", what, name, strerror(errno));
    exit(2);
}

void tty_open(const char *path) {
    struct termios line;
    name = path;
    tty = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (tty < 0) give_up("is atmqtt running? Cannot open");
    if (tcgetattr(tty, &line) < 0) give_up("this is no serial line:");
    /* Raw: no echo, no line editing, no translation of CR and LF. */
    cfmakeraw(&line);
    cfsetspeed(&line, B115200);
    line.c_cflag |= CLOCAL | CREAD;
    if (tcsetattr(tty, TCSANOW, &line) < 0) give_up("cannot set");
}

void board_put(uint8_t byte) {
    while (write(tty, &byte, 1) < 0) {
        if (errno != EAGAIN && errno != EINTR) give_up("cannot write to");
        struct pollfd room = {.fd = tty, .events = POLLOUT};
        poll(&room, 1, -1);
    }
}

int board_get(void) {
    uint8_t byte;
    ssize_t count = read(tty, &byte, 1);
    if (count == 1) return byte;
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return -1;
    if (count == 0) errno = EIO;
    give_up("the module has gone from");
    return -1;
}

uint32_t board_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

void board_idle(void) {
    struct pollfd bytes = {.fd = tty, .events = POLLIN};
    poll(&bytes, 1, 1);
}

void board_note(char character) {
    fputc(character, stderr);
}
