/* A UART as firmware has it: bytes out, and waiting for what comes in. Here it is standard output and input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WAIT_SECONDS 20

static char received[65536];
static size_t count;

/* Sends a text in one write, as a UART driver with DMA does. */
static void put(const char *text) {
    for (size_t sent = 0, length = strlen(text); sent < length;) {
        ssize_t done = write(STDOUT_FILENO, text + sent, length - sent);
        if (done <= 0) exit(2);
        sent += (size_t)done;
    }
}

/* Waits for a text in what has come since the last wait; what is behind it is kept for the next one. */
static void wait_for(const char *text) {
    alarm(WAIT_SECONDS);
    for (;;) {
        received[count] = '\0';
        char *found = strstr(received, text);
        if (found != NULL) {
            size_t used = (size_t)(found - received) + strlen(text);
            memmove(received, received + used, count - used);
            count -= used;
            alarm(0);
            return;
        }
        ssize_t more = read(STDIN_FILENO, received + count, sizeof received - 1 - count);
        if (more <= 0) {
            fprintf(stderr, "no %s\n", text);
            exit(1);
        }
        count += (size_t)more;
    }
}

static void command(const char *line) {
    put(line);
    put("\r\n");
    wait_for("OK\r\n");
}

#define TEXT(x) #x
#define NUMBER(x) TEXT(x)
#define CONNECT "AT+MQTTCONN=0,\"" BROKER_HOST "\"," NUMBER(BROKER_PORT) ",0"
