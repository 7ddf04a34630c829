/* What a board gives the AT client: a UART to the module, a clock, and somewhere to write notes. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/** Sends a byte to the module; waits while the UART has no room. */
void board_put(uint8_t byte);

/** The next byte from the module, or -1 when none has come. */
int board_get(void);

/** Milliseconds since the start; wraps around. */
uint32_t board_millis(void);

/** Rests until something happens, for about a millisecond at most. */
void board_idle(void);

/** Writes a character for the developer, not for the module. */
void board_note(char character);

#endif
