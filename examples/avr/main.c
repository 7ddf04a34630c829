#include "atmega.h"
#include "lamp.h"

#define TEXT(number) DIGITS(number)
#define DIGITS(number) #number

int main(void) {
    static const struct lamp lamp = {NAME, BROKER_HOST, TEXT(BROKER_PORT)};
    board_start();
    board_stop((uint8_t)lamp_run(&lamp));
    return 0;
}
