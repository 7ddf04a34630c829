/* An ATmega328P at 16 MHz with the module on UART0 at 115200 baud. */
#include "board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <stdbool.h>
#include <util/atomic.h>

#include "atmega.h"

enum {
    /* Powers of two, so that an index wraps around by a mask. */
    IN_SIZE = 128,
    OUT_SIZE = 64,
    BAUD = 115200,
};

/* Written by the interrupt at `in_end`, read at `in_begin`; empty when they are equal. */
static volatile uint8_t in[IN_SIZE], out[OUT_SIZE];
static volatile uint8_t in_begin, in_end, out_begin, out_end;
static volatile bool overrun;
static volatile uint32_t milliseconds;

ISR(USART_RX_vect) {
    uint8_t byte = UDR0;
    uint8_t next = (in_end + 1) & (IN_SIZE - 1);
    if (next == in_begin) {
        overrun = true;
        return;
    }
    in[in_end] = byte;
    in_end = next;
}

ISR(USART_UDRE_vect) {
    if (out_begin == out_end) {
        UCSR0B &= (uint8_t)~_BV(UDRIE0);
        return;
    }
    UDR0 = out[out_begin];
    out_begin = (out_begin + 1) & (OUT_SIZE - 1);
}

ISR(TIMER0_COMPA_vect) {
    milliseconds++;
}

void board_start(void) {
    UCSR0A = _BV(U2X0);
    UBRR0 = (F_CPU + BAUD * 4UL) / (BAUD * 8UL) - 1;
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    /* Timer 0 counts to 250 at a 64th of the clock: once a millisecond. */
    TCCR0A = _BV(WGM01);
    OCR0A = F_CPU / 64 / 1000 - 1;
    TIMSK0 = _BV(OCIE0A);
    TCCR0B = _BV(CS01) | _BV(CS00);
    sei();
}

void board_stop(uint8_t code) {
    while (out_begin != out_end) board_idle();
    GPIOR1 = code;
    /* Asleep with interrupts off: a simulator takes this for the end. */
    cli();
    sleep_mode();
}

void board_put(uint8_t byte) {
    uint8_t next = (out_end + 1) & (OUT_SIZE - 1);
    while (next == out_begin) board_idle();
    out[out_end] = byte;
    out_end = next;
    UCSR0B |= _BV(UDRIE0);
}

int board_get(void) {
    if (overrun) {
        static const char NOTE[] = "bytes from the module were lost: the ring was full\n";
        overrun = false;
        for (const char *next = NOTE; *next; next++) board_note(*next);
    }
    if (in_begin == in_end) return -1;
    uint8_t byte = in[in_begin];
    in_begin = (in_begin + 1) & (IN_SIZE - 1);
    return byte;
}

uint32_t board_millis(void) {
    uint32_t now;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) now = milliseconds;
    return now;
}

void board_idle(void) {
    /* A byte that comes just before is not waited for longer than to the next tick. */
    set_sleep_mode(SLEEP_MODE_IDLE);
    sleep_mode();
}

void board_note(char character) {
    /* A register without a use on the chip; the simulator prints what is written to it. */
    GPIOR0 = (uint8_t)character;
}
