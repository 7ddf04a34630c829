#include "lamp.h"

#include "at.h"

#ifndef WIFI_NAME
#define WIFI_NAME "bench"
#endif
#ifndef WIFI_PASSWORD
#define WIFI_PASSWORD "any password"
#endif

#define OK "\r\nOK\r\n"
enum { REPLY_MS = 5000, JOIN_MS = 20000, CONNECT_MS = 20000 };

static bool join(void) {
    at_send("AT+RST");
    if (!at_skip_to(REPLY_MS, "\r\nready\r\n")) return false;
    /* The module echoes until it is told not to, and may still be printing what it does after a boot. */
    at_send("ATE0");
    if (!at_skip_to(REPLY_MS, "ATE0\r\n" OK)) return false;
    at_send("AT+CWMODE=1");
    if (!at_expect(REPLY_MS, OK)) return false;
    /* It may have joined what it knows; one that is in no network answers OK alone. */
    at_send("AT+CWQAP");
    if (!at_skip_to(REPLY_MS, OK)) return false;
    at_send("AT+CWJAP=\"" WIFI_NAME "\",\"" WIFI_PASSWORD "\"");
    return at_expect(JOIN_MS, "WIFI CONNECTED\r\nWIFI GOT IP\r\n" OK);
}

static bool connect(const struct lamp *lamp) {
    at_send("AT+MQTTUSERCFG=0,1,\"", lamp->name, "\",\"\",\"\",0,0,\"\"");
    if (!at_expect(REPLY_MS, OK)) return false;
    at_send("AT+MQTTCONN=0,\"", lamp->broker_host, "\",", lamp->broker_port, ",0");
    return at_expect(CONNECT_MS, "+MQTTCONNECTED:0,1,\"", lamp->broker_host, "\",\"", lamp->broker_port,
                     "\",\"\",0\r\n") &&
           at_expect(REPLY_MS, OK);
}

static bool announce(const struct lamp *lamp) {
    at_send("AT+MQTTSUB=0,\"", lamp->name, "/set\",1");
    if (!at_expect(REPLY_MS, OK)) return false;
    at_send("AT+MQTTPUB=0,\"", lamp->name, "/state\",\"here\",1,0");
    return at_expect(REPLY_MS, OK);
}

/* Publishes bytes of any kind, so as data and not inside quotes. */
static bool answer(const struct lamp *lamp, const struct at_message *message) {
    char digits[] = {(char)('0' + message->length / 10), (char)('0' + message->length % 10), '\0'};
    at_send("AT+MQTTPUBRAW=0,\"", lamp->name, "/state\",", message->length < 10 ? digits + 1 : digits, ",1,0");
    if (!at_expect(REPLY_MS, OK "\r\n>")) return false;
    at_send_data(message->payload, message->length);
    return at_expect(REPLY_MS, "+MQTTPUB:OK\r\n");
}

static bool is_bye(const struct at_message *message) {
    const uint8_t *byte = message->payload;
    return message->length == 3 && byte[0] == 'b' && byte[1] == 'y' && byte[2] == 'e';
}

int lamp_run(const struct lamp *lamp) {
    struct at_message message;
    if (!join() || !connect(lamp) || !announce(lamp)) return 1;
    for (;;) {
        if (!at_take(&message)) {
            if (!at_listen()) return 1;
            continue;
        }
        if (is_bye(&message)) break;
        if (message.length > 0 && !answer(lamp, &message)) return 1;
    }
    at_send("AT+MQTTCLEAN=0");
    return at_expect(REPLY_MS, OK) ? 0 : 1;
}
