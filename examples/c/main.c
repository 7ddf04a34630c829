/* The lamp as a program on a computer: lamp [TTY [HOST [PORT [NAME]]]] */
#include <stdio.h>
#include <stdlib.h>

#include "lamp.h"
#include "tty.h"

int main(int count, char **words) {
    const char *tty = getenv("ATMQTT_TTY");
    struct lamp lamp = {.name = "lamp", .broker_host = "127.0.0.1", .broker_port = "1883"};
    if (tty == NULL) tty = "/tmp/atmqtt0";
    if (count > 1) tty = words[1];
    if (count > 2) lamp.broker_host = words[2];
    if (count > 3) lamp.broker_port = words[3];
    if (count > 4) lamp.name = words[4];
    /* Whole lines, so that those of another program do not come between. */
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    tty_open(tty);
    return lamp_run(&lamp);
}
