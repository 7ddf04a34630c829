"""What a host relies on, as tests against a module on a serial line."""


def test_answers(module):
    module.ask("AT")


def test_publishes_and_receives(connected):
    connected.ask('AT+MQTTSUB=0,"desk/#",1')
    connected.ask('AT+MQTTPUB=0,"desk/door","open",1,0')
    assert connected.message() == b'+MQTTSUBRECV:0,"desk/door",4,open\r\n'


def test_publishes_bytes_of_any_kind(connected):
    connected.ask('AT+MQTTSUB=0,"desk/raw",0')
    connected.ask('AT+MQTTPUBRAW=0,"desk/raw",5,1,0', b"\r\nOK\r\n\r\n>")
    connected.data(b"\x00\r\n\xff,")
    connected.expect(b"+MQTTPUB:OK\r\n")
    assert connected.message() == b'+MQTTSUBRECV:0,"desk/raw",5,\x00\r\n\xff,\r\n'


def test_hears_no_more_after_unsubscribing(connected):
    connected.ask('AT+MQTTSUB=0,"desk/door",1')
    connected.ask('AT+MQTTSUB=0,"desk/bell",1')
    connected.ask('AT+MQTTUNSUB=0,"desk/door"')
    connected.ask('AT+MQTTPUB=0,"desk/door","shut",1,0')
    connected.ask('AT+MQTTPUB=0,"desk/bell","ring",1,0')
    assert connected.message() == b'+MQTTSUBRECV:0,"desk/bell",4,ring\r\n'

def test_a_wrong_password_is_refused(module, broker, log):
    host, port = broker
    module.ask('AT+MQTTUSERCFG=0,1,"desk","bench","wrong",0,0,""')
    module.ask(f'AT+MQTTCONN=0,"{host}",{port},0', b"+MQTTDISCONNECTED:0\r\n\r\nERROR\r\n")
    log("refused the connection: not authorised")
    assert "wrong" not in module.log()


def test_the_log_says_why_a_command_failed(connected, log):
    connected.ask("AT+SYSLOG=1")
    connected.ask(
        'AT+MQTTPUB=0,"desk/door","{"a":1,"b":2}",0,0',
        b"ERR CODE:0x01080002\r\nERR CODE:0x010a6044\r\n\r\nERROR\r\n",
    )
    log("an unescaped ',' – write \\,")


def test_publishing_needs_a_connection(module, log):
    module.ask('AT+MQTTPUB=0,"desk/door","open",1,0', b"\r\nERROR\r\n")
    log("AT_MQTT_NULL_LINK")
