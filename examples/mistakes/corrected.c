/* mistakes.c with its ten mistakes mended: it does the same on a desk and on a genuine module. */
#include "at.h"

int main(void) {
    wait_for("ready\r\n");

    /* 1: joins an access point, and waits until it has. */
    command("ATE0");
    command("AT+CWMODE=1");
    put("AT+CWJAP=\"lab\",\"secret\"\r\n");
    wait_for("GOT IP\r\n");
    wait_for("OK\r\n");
    /* 2: the client id comes before AT+MQTTCONNCFG. */
    command("AT+MQTTUSERCFG=0,1,\"\",\"\",\"\",0,0,\"\"");
    command("AT+MQTTCLIENTID=0,\"corrected\"");
    command("AT+MQTTCONNCFG=0,60,0,\"\",\"\",0,0");
    command(CONNECT);

    /* 3: one filter with a wildcard instead of eleven topics. */
    command("AT+MQTTSUB=0,\"topic/+\",0");
    /* 4: unsubscribes before it subscribes with another QoS. */
    command("AT+MQTTUNSUB=0,\"topic/+\"");
    command("AT+MQTTSUB=0,\"topic/+\",1");

    /* 5 and 6: waits for each answer before it sends the next line. */
    command("AT");
    command("AT");

    /* 7: every parameter is there. */
    command("AT+MQTTPUB=0,\"state\",\"on\",0,0");

    /* 8: a long message goes by AT+MQTTPUBRAW. */
    char message[221];
    memset(message, 'x', 220);
    message[220] = '\0';
    put("AT+MQTTPUBRAW=0,\"state\",220,0,0\r\n");
    wait_for(">");
    put(message);
    wait_for("+MQTTPUB:OK\r\n");

    /* 9: waits for the prompt. 10: sends exactly what it has announced. */
    put("AT+MQTTPUBRAW=0,\"state\",5,0,0\r\n");
    wait_for(">");
    put("hello");
    wait_for("+MQTTPUB:OK\r\n");

    command("AT+MQTTCLEAN=0");
    return 0;
}
