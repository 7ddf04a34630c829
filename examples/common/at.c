#include "at.h"

#include <stdarg.h>

#include "board.h"

/* What messages begin with. */
static const char MESSAGE[] = "+MQTTSUBRECV:";
enum {
    MESSAGE_LENGTH = sizeof MESSAGE - 1,
    /* The longest reply that can be expected. */
    WANTED_MAX = 96,
    /* How long the rest of a message may take. */
    MESSAGE_MS = 2000,
    /* So long a silence ends a wrong reply, which is then shown whole. */
    SILENCE_MS = 50,
};

/* Only the newest message counts: right for a switch, wrong for a log. */
static struct at_message newest;
static bool waiting;

static void say(const char *text) {
    while (*text) board_note(*text++);
}

static void say_bytes(const char *bytes, size_t length) {
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)bytes[i];
        if (byte == '\r') say("\\r");
        else if (byte == '\n') say("\\n");
        else if (byte >= ' ' && byte < 0x7f) board_note((char)byte);
        else {
            say("\\x");
            board_note(HEX[byte >> 4]);
            board_note(HEX[byte & 15]);
        }
    }
}

void at_note(const char *text) {
    say(text);
    board_note('\n');
}

/* The next byte, or -1 when none has come `ms` milliseconds after `began`. */
static int next_byte(uint32_t began, uint32_t ms) {
    for (;;) {
        int byte = board_get();
        if (byte >= 0) return byte;
        if (board_millis() - began >= ms) return -1;
        board_idle();
    }
}

static bool same(const char *a, const char *b, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (a[i] != b[i]) return false;
    }
    return true;
}

static void say_difference(const char *wanted, size_t length, const char *got, size_t count) {
    say("expected ");
    say_bytes(wanted, length);
    say(" got ");
    say_bytes(got, count);
}

/* Says what was expected and what has come, with the rest of it. Always false. */
static bool differs(const char *wanted, size_t length, const char *got, size_t count) {
    say_difference(wanted, length, got, count);
    for (int byte; (byte = next_byte(board_millis(), SILENCE_MS)) >= 0;) {
        char shown = (char)byte;
        say_bytes(&shown, 1);
    }
    at_note("");
    return false;
}

/* Says what was expected, and that no more has come in time. Always false. */
static bool missed(const char *wanted, size_t length, const char *got, size_t count) {
    say_difference(wanted, length, got, count);
    at_note(count == 0 ? "nothing in time" : " and no more in time");
    return false;
}

/* Reads up to `end`, which is not stored. @return the length, or -1 when it is too long or broken off */
static int read_field(char end, char *into, int max) {
    uint32_t began = board_millis();
    for (int length = 0; length <= max; length++) {
        int byte = next_byte(began, MESSAGE_MS);
        if (byte < 0) return -1;
        if (byte == end) {
            into[length] = '\0';
            return length;
        }
        into[length] = (char)byte;
    }
    return -1;
}

/* The decimal number in `text`, or -1. */
static int32_t number(const char *text) {
    int32_t value = 0;
    if (*text == '\0') return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

static bool broken(const char *where) {
    say("expected +MQTTSUBRECV:0,\"topic\",length,data got something else in its ");
    at_note(where);
    return false;
}

/* Reads the rest of `+MQTTSUBRECV:0,"topic",length,data` and CR LF. */
static bool read_message(void) {
    char text[8];
    if (read_field(',', text, 1) != 1 || text[0] != '0') return broken("link");
    if (read_field('"', text, 0) != 0) return broken("topic");
    if (read_field('"', newest.topic, AT_TOPIC_MAX) < 1) return broken("topic");
    if (read_field(',', text, 0) != 0) return broken("topic");
    int32_t length = read_field(',', text, 6) < 1 ? -1 : number(text);
    if (length < 0) return broken("length");
    uint32_t began = board_millis();
    for (int32_t i = 0; i < length; i++) {
        int byte = next_byte(began, MESSAGE_MS);
        if (byte < 0) return broken("data");
        if (i < AT_PAYLOAD_MAX) newest.payload[i] = (uint8_t)byte;
    }
    if (next_byte(began, MESSAGE_MS) != '\r' || next_byte(began, MESSAGE_MS) != '\n') return broken("line end");
    waiting = length <= AT_PAYLOAD_MAX;
    newest.length = (size_t)length;
    say("< +MQTTSUBRECV ");
    at_note(waiting ? newest.topic : "(too long, dropped)");
    return true;
}

void at_send_parts(const char *part, ...) {
    va_list parts;
    va_start(parts, part);
    /* What follows '=' may be a secret and stays out of the notes. */
    bool shown = true;
    say("> ");
    for (; part; part = va_arg(parts, const char *)) {
        for (; *part; part++) {
            shown = shown && *part != '=';
            if (shown) board_note(*part);
            board_put((uint8_t)*part);
        }
    }
    va_end(parts);
    at_note("");
    board_put('\r');
    board_put('\n');
}

void at_send_data(const uint8_t *bytes, size_t length) {
    while (length-- > 0) board_put(*bytes++);
}

bool at_skip_to(uint32_t ms, const char *bytes) {
    char last[WANTED_MAX];
    size_t length = 0, count = 0;
    while (bytes[length]) length++;
    for (uint32_t began = board_millis();;) {
        int byte = next_byte(began, ms);
        if (byte < 0) return missed(bytes, length, last, count);
        if (count == length) {
            for (size_t i = 1; i < length; i++) last[i - 1] = last[i];
            count--;
        }
        last[count++] = (char)byte;
        if (count == length && same(last, bytes, length)) return true;
    }
}

bool at_expect_parts(uint32_t ms, const char *part, ...) {
    char wanted[WANTED_MAX], got[WANTED_MAX];
    size_t length = 0, count = 0;
    va_list parts;
    va_start(parts, part);
    for (; part; part = va_arg(parts, const char *)) {
        for (; *part; part++) {
            if (length < WANTED_MAX) wanted[length] = *part;
            length++;
        }
    }
    va_end(parts);
    if (length > WANTED_MAX) {
        at_note("at_expect: this reply is longer than WANTED_MAX; raise it in at.c");
        return false;
    }
    for (uint32_t began = board_millis();;) {
        int byte = next_byte(began, ms);
        if (byte < 0) return missed(wanted, length, got, count);
        got[count++] = (char)byte;
        bool fits = count <= length && same(got, wanted, count);
        bool message = count <= MESSAGE_LENGTH && same(got, MESSAGE, count);
        if (!fits && !message) return differs(wanted, length, got, count);
        if (fits && count == length) break;
        if (message && count == MESSAGE_LENGTH) {
            if (!read_message()) return false;
            count = 0;
        }
    }
    say("< ");
    say_bytes(wanted, length);
    at_note("");
    return true;
}

bool at_listen(void) {
    char got[MESSAGE_LENGTH];
    uint32_t began = 0;
    for (size_t count = 0; count < MESSAGE_LENGTH;) {
        int byte = count == 0 ? board_get() : next_byte(began, MESSAGE_MS);
        if (byte < 0 && count == 0) {
            board_idle();
            continue;
        }
        if (byte < 0) return missed(MESSAGE, MESSAGE_LENGTH, got, count);
        if (count == 0) began = board_millis();
        got[count++] = (char)byte;
        if (!same(got, MESSAGE, count)) return differs(MESSAGE, MESSAGE_LENGTH, got, count);
    }
    return read_message();
}

bool at_take(struct at_message *into) {
    if (!waiting) return false;
    *into = newest;
    waiting = false;
    return true;
}
