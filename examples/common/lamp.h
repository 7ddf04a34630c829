/* A lamp that is switched over MQTT: the firmware of the examples, the same on every board. */
#ifndef LAMP_H
#define LAMP_H

struct lamp {
    /** Its client id, and the first level of its topics NAME/set and NAME/state. */
    const char *name;
    const char *broker_host;
    /** In decimal digits. */
    const char *broker_port;
};

/**
 * Joins, connects, says that it is there, and answers every message on NAME/set with the same bytes on
 * NAME/state, until the message is `bye`.
 * @return 0 after `bye`; 1 when the module said anything but what it should, which a note explains
 */
int lamp_run(const struct lamp *lamp);

#endif
