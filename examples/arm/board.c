/* An STM32F100 as on the STM32VLDISCOVERY board, with the module on USART1 (PA9, PA10) at 115200 baud. */
#include "board.h"

#include <stdbool.h>

#include "stm32.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define RCC_APB2ENR REGISTER(0x40021018)
#define GPIOA_CRH REGISTER(0x40010804)
#define USART1_SR REGISTER(0x40013800)
#define USART1_DR REGISTER(0x40013804)
#define USART1_BRR REGISTER(0x40013808)
#define USART1_CR1 REGISTER(0x4001380c)
#define SYSTICK_CTRL REGISTER(0xe000e010)
#define SYSTICK_LOAD REGISTER(0xe000e014)
#define SYSTICK_VAL REGISTER(0xe000e018)
#define NVIC_ISER1 REGISTER(0xe000e104)

enum {
    IN_SIZE = 128,
    BAUD = 115200,
    /* Bits of the USART. */
    RXNE = 1 << 5,
    TXE = 1 << 7,
    ENABLE_RECEIVE_SEND = 1 << 13 | 1 << 2 | 1 << 3,
    /* Semihosting, as in Arm's specification. */
    SYS_WRITEC = 0x03,
    SYS_EXIT_EXTENDED = 0x20,
    APPLICATION_EXIT = 0x20026,
};

/* Written by the interrupt at `in_end`, read at `in_begin`; empty when they are equal. */
static volatile uint8_t in[IN_SIZE];
static volatile uint8_t in_begin, in_end;
static volatile bool overrun;
static volatile uint32_t milliseconds;

/* Asks the debugger, or the emulator, for a service. */
static void semihost(uint32_t service, const void *argument) {
    register uint32_t r0 __asm__("r0") = service;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void board_tick(void) {
    milliseconds++;
}

void board_byte(void) {
    uint8_t byte = (uint8_t)USART1_DR;
    uint8_t next = (in_end + 1) % IN_SIZE;
    if (next == in_begin) {
        overrun = true;
        return;
    }
    in[in_end] = byte;
    in_end = next;
}

void board_start(void) {
    RCC_APB2ENR |= 1 << 14 | 1 << 2;
    /* PA9 drives, PA10 floats. */
    GPIOA_CRH = (GPIOA_CRH & ~0xff0U) | 0x4b0;
    USART1_BRR = (CLOCK_HZ + BAUD / 2) / BAUD;
    USART1_CR1 = ENABLE_RECEIVE_SEND | RXNE;
    NVIC_ISER1 = 1 << (USART1_INTERRUPT - 32);
    SYSTICK_LOAD = CLOCK_HZ / 1000 - 1;
    SYSTICK_VAL = 0;
    SYSTICK_CTRL = 7;
}

void board_stop(int code) {
    const uint32_t exit[] = {APPLICATION_EXIT, (uint32_t)code};
    semihost(SYS_EXIT_EXTENDED, exit);
    for (;;) {
    }
}

void board_put(uint8_t byte) {
    while (!(USART1_SR & TXE)) {
    }
    USART1_DR = byte;
}

int board_get(void) {
    if (overrun) {
        static const char NOTE[] = "bytes from the module were lost: the ring was full\n";
        overrun = false;
        for (const char *next = NOTE; *next; next++) board_note(*next);
    }
    if (in_begin == in_end) return -1;
    uint8_t byte = in[in_begin];
    in_begin = (in_begin + 1) % IN_SIZE;
    return byte;
}

uint32_t board_millis(void) {
    return milliseconds;
}

void board_idle(void) {
    __asm__ volatile("wfi");
}

void board_note(char character) {
    semihost(SYS_WRITEC, &character);
}
