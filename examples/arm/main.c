#include "lamp.h"
#include "stm32.h"

#define TEXT(number) DIGITS(number)
#define DIGITS(number) #number

int main(void) {
    static const struct lamp lamp = {NAME, BROKER_HOST, TEXT(BROKER_PORT)};
    board_start();
    return lamp_run(&lamp);
}
