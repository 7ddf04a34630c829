/* What runs before main: the table of vectors, and memory as C expects it. */
#include <stddef.h>
#include <stdint.h>

#include "stm32.h"

extern uint32_t stack_top, data_source, data_begin, data_end, bss_begin, bss_end;

int main(void);

void reset(void) {
    uint32_t *from = &data_source;
    for (uint32_t *to = &data_begin; to < &data_end;) *to++ = *from++;
    for (uint32_t *to = &bss_begin; to < &bss_end;) *to++ = 0;
    board_stop(main());
}

/* The compiler calls it to copy structures. */
void *memcpy(void *to, const void *from, size_t length) {
    uint8_t *into = to;
    const uint8_t *bytes = from;
    while (length-- > 0) *into++ = *bytes++;
    return to;
}

static void fault(void) {
    board_stop(3);
}

/* Numbers as in the reference manual of the STM32F100, RM0041: 16 of the core, then those of the chip. */
__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = {
    (void (*)(void))&stack_top, reset, fault, fault, fault, fault, fault,
    [15] = board_tick,
    [16 + USART1_INTERRUPT] = board_byte,
};
