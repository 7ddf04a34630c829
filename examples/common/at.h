/* A small AT client for a module on a UART. It needs board.h and no C library. */
#ifndef AT_H
#define AT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AT_TOPIC_MAX = 32, AT_PAYLOAD_MAX = 64 };

/** A message of a subscription. */
struct at_message {
    char topic[AT_TOPIC_MAX + 1];
    uint8_t payload[AT_PAYLOAD_MAX];
    size_t length;
};

/** Sends the parts as one command line; CR LF is added. */
#define at_send(...) at_send_parts(__VA_ARGS__, (const char *)0)
void at_send_parts(const char *part, ...);

/** Sends bytes as they are: the data of a command that has asked for it with `>`. */
void at_send_data(const uint8_t *bytes, size_t length);

/**
 * Skips all that comes until these bytes have come: for the time before both sides agree, when echo and
 * boot messages are still about.
 * @return false, with a note that says why, when they have not come within `ms` milliseconds
 */
bool at_skip_to(uint32_t ms, const char *bytes);

/**
 * The next bytes are the parts, joined, and nothing else; messages that come before them are kept for
 * at_take.
 * @return false, with a note that says what was expected and what came, when they differ or have not come
 *         within `ms` milliseconds
 */
#define at_expect(ms, ...) at_expect_parts(ms, __VA_ARGS__, (const char *)0)
bool at_expect_parts(uint32_t ms, const char *part, ...);

/**
 * Waits as long as it takes for a message.
 * @return false, with a note, when anything else comes
 */
bool at_listen(void);

/**
 * The newest message that was not taken yet.
 * @return false when there is none
 */
bool at_take(struct at_message *into);

/** Writes a note to the developer, followed by a line end. */
void at_note(const char *text);

#endif
