#ifndef STM32_H
#define STM32_H

enum { USART1_INTERRUPT = 37 };

/** Sets up USART1 and the clock for board.h. */
void board_start(void);

/** Ends for good; an emulator ends with this exit code. */
void board_stop(int code);

/** Interrupts: a millisecond has passed; USART1 has a byte. */
void board_tick(void);
void board_byte(void);

#endif
