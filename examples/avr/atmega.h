#ifndef ATMEGA_H
#define ATMEGA_H

#include <stdint.h>

/** Sets up UART0 and the clock for board.h, with interrupts on. */
void board_start(void);

/** Ends for good; a simulator ends with this exit code. */
void board_stop(uint8_t code);

#endif
