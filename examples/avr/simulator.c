/*
 * Runs the firmware of an ATmega328P in simavr, with UART0 on a tty.
 *
 *   simulator FIRMWARE.elf [TTY]
 *
 * TTY is $ATMQTT_TTY or /tmp/atmqtt0 when left out, and `-` for standard input and output. What the firmware
 * writes to GPIOR0 goes to standard error; when it sleeps with interrupts off, GPIOR1 is the exit code.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    GPIOR0 = 0x3e,
    GPIOR1 = 0x4a,
    HERTZ = 16000000,
    /* Cycles between two looks at the wall clock. */
    SLICE = HERTZ / 1000,
};

/* The tty, twice when it is one; standard input and output otherwise. */
static int from_module = STDIN_FILENO, to_module;
static avr_irq_t *uart_input;
/* simavr's queue of 64 bytes for the UART is full. */
static bool held;

static void give_up(const char *what, const char *name) {
    fprintf(stderr, "simulator: %s %s: %s\n", what, name, strerror(errno));
    exit(2);
}

static void open_tty(const char *path) {
    struct termios line;
    int tty = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (tty < 0) give_up("is atmqtt running? Cannot open", path);
    if (tcgetattr(tty, &line) < 0) give_up("this is no serial line:", path);
    cfmakeraw(&line);
    cfsetspeed(&line, B115200);
    line.c_cflag |= CLOCAL | CREAD;
    if (tcsetattr(tty, TCSANOW, &line) < 0) give_up("cannot set", path);
    from_module = to_module = tty;
}

static void from_firmware(struct avr_irq_t *irq, uint32_t value, void *unused) {
    uint8_t byte = (uint8_t)value;
    (void)irq, (void)unused;
    while (write(to_module, &byte, 1) < 0) {
        if (errno != EAGAIN && errno != EINTR) give_up("cannot write to", "the module");
        struct pollfd room = {.fd = to_module, .events = POLLOUT};
        poll(&room, 1, -1);
    }
}

static void on_xon(struct avr_irq_t *irq, uint32_t value, void *unused) {
    (void)irq, (void)value, (void)unused;
    held = false;
}

static void on_xoff(struct avr_irq_t *irq, uint32_t value, void *unused) {
    (void)irq, (void)value, (void)unused;
    held = true;
}

static void note(struct avr_t *avr, avr_io_addr_t address, uint8_t value, void *unused) {
    (void)avr, (void)address, (void)unused;
    fputc(value, stderr);
}

static void no_sleep(avr_t *avr, avr_cycle_count_t cycles) {
    /* Simulated time passes at once; keep_pace waits for it. */
    (void)avr, (void)cycles;
}

/* Hands on what the module has sent, as long as the firmware's UART takes it. */
static void to_firmware(void) {
    uint8_t byte;
    struct pollfd bytes = {.fd = from_module, .events = POLLIN};
    while (!held && poll(&bytes, 1, 0) > 0) {
        ssize_t count = read(from_module, &byte, 1);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (count < 0 && errno != EIO) give_up("cannot read from", "the module");
        if (count <= 0) {
            fputs("simulator: the module has gone\n", stderr);
            exit(1);
        }
        avr_raise_irq(uart_input, byte);
    }
}

static int64_t microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Lets the simulated clock not run ahead of the one on the wall; a byte from the module ends the wait. */
static void keep_pace(const avr_t *avr, int64_t began) {
    int64_t ahead = (int64_t)(avr->cycle / (HERTZ / 1000000)) - (microseconds() - began);
    struct pollfd bytes = {.fd = from_module, .events = held ? 0 : POLLIN};
    if (ahead >= 1000) poll(&bytes, 1, (int)(ahead / 1000));
}

int main(int count, char **words) {
    elf_firmware_t firmware = {0};
    uint32_t flags = 0;
    const char *tty = getenv("ATMQTT_TTY");
    if (count < 2) {
        fputs("usage: simulator FIRMWARE.elf [TTY]\n", stderr);
        return 2;
    }
    if (tty == NULL) tty = "/tmp/atmqtt0";
    if (count > 2) tty = words[2];
    /* simavr prints on standard output what is not for the module. */
    to_module = dup(STDOUT_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    setvbuf(stdout, NULL, _IOLBF, 0);
    /* Whole lines, so that those of another program do not come between. */
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    if (access(words[1], R_OK) != 0) give_up("cannot read", words[1]);
    if (elf_read_firmware(words[1], &firmware) != 0 || firmware.flashsize == 0) {
        fprintf(stderr, "simulator: %s is no firmware in the ELF format\n", words[1]);
        return 2;
    }
    if (strcmp(tty, "-") != 0) open_tty(tty);

    avr_t *avr = avr_make_mcu_by_name("atmega328p");
    avr_init(avr);
    avr->frequency = HERTZ;
    avr->sleep = no_sleep;
    avr_load_firmware(avr, &firmware);
    /* Neither copy the UART to the console nor slow down a firmware that polls it. */
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    uart_input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), from_firmware, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), on_xon, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), on_xoff, NULL);
    avr_register_io_write(avr, GPIOR0, note, NULL);

    int64_t began = microseconds();
    for (avr_cycle_count_t look = 0;;) {
        int state = avr_run(avr);
        if (state == cpu_Done) return avr->data[GPIOR1];
        if (state == cpu_Crashed) {
            fputs("simulator: the firmware has crashed\n", stderr);
            return 1;
        }
        if (avr->cycle < look) continue;
        look = avr->cycle + SLICE;
        keep_pace(avr, began);
        to_firmware();
    }
}
