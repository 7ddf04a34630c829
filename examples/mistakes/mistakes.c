/* Works on a kind bench, and fails on a genuine module in ten ways. corrected.c has each of them mended. */
#include "at.h"

int main(void) {
    wait_for("ready\r\n");

    /* 1: it never joins an access point, and waits until somebody else has. */
    wait_for("GOT IP\r\n");
    command("ATE0");
    command("AT+MQTTUSERCFG=0,1,\"\",\"\",\"\",0,0,\"\"");
    command("AT+MQTTCONNCFG=0,60,0,\"\",\"\",0,0");
    /* 2: the client id comes after AT+MQTTCONNCFG. */
    command("AT+MQTTCLIENTID=0,\"mistakes\"");
    command(CONNECT);

    /* 3: eleven topics, and a module keeps ten. */
    for (int topic = 0; topic < 11; topic++) {
        char line[64];
        snprintf(line, sizeof line, "AT+MQTTSUB=0,\"topic/%d\",0", topic);
        command(line);
    }
    /* 4: another QoS for a topic that is subscribed. */
    command("AT+MQTTSUB=0,\"topic/0\",1");

    /* 5: the next command does not wait until the broker has answered the one before; it is lost. */
    put("AT+MQTTSUB=0,\"topic/1\",0\r\nAT\r\n");
    wait_for("busy p...\r\n");
    wait_for("OK\r\n");

    /* 6: two lines in one go. */
    put("AT\r\nAT\r\n");
    wait_for("OK\r\n");
    wait_for("OK\r\n");

    /* 7: the QoS is left out, though the manual has a default for it. */
    command("AT+MQTTPUB=0,\"state\",\"on\",,0");

    /* 8: a line of 250 bytes. */
    char line[300] = "AT+MQTTPUB=0,\"state\",\"";
    memset(line + strlen(line), 'x', 220);
    strcat(line, "\",0,0");
    command(line);

    /* 9: data before the prompt. */
    put("AT+MQTTPUBRAW=0,\"state\",5,0,0\r\nhello");
    wait_for("+MQTTPUB:OK\r\n");

    /* 10: more data than was announced. */
    put("AT+MQTTPUBRAW=0,\"state\",5,0,0\r\n");
    wait_for(">");
    put("hello\r\n");
    wait_for("+MQTTPUB:OK\r\n");

    wait_for("ERROR\r\n");
    command("AT+MQTTCLEAN=0");
    return 0;
}
