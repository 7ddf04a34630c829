"""What a host relies on, and what it must survive."""

import pytest


def send(atmqtt, line):
    """Sends a command on the serial line and returns the reply, up to OK or ERROR."""
    atmqtt.serial.write(line.encode() + b"\r\n")
    reply = b""
    while not reply.endswith((b"\r\nOK\r\n", b"\r\nERROR\r\n")):
        octet = atmqtt.serial.read(1)
        assert octet, f"no reply to {line}, only {reply!r}"
        reply += octet
    return reply


@pytest.fixture
def connected(atmqtt, atmqtt_broker, expect):
    """A module that is connected to the embedded broker."""
    expect.message("ready")
    send(atmqtt, 'AT+CWJAP="bench","any password"')
    send(atmqtt, 'AT+MQTTUSERCFG=0,1,"lamp","","",0,0,""')
    send(atmqtt, f'AT+MQTTCONN=0,"{atmqtt_broker.host}",{atmqtt_broker.port},1')
    expect.state(4)
    return atmqtt


def test_publishes(connected, expect):
    send(connected, 'AT+MQTTPUB=0,"home/lamp","on",1,0')
    expect.publish("home/#", "on")


def test_receives(connected, atmqtt_broker, expect):
    send(connected, 'AT+MQTTSUB=0,"home/lamp/set",1')
    atmqtt_broker.publish("home/lamp/set", "off")
    expect.message('+MQTTSUBRECV:0,"home/lamp/set",3,off')


def test_comes_back_after_the_wifi_was_away(connected, atmqtt_faults, expect):
    with atmqtt_faults.active("wifi.drop"):
        expect.message("WIFI DISCONNECT")
    expect.message("WIFI GOT IP", timeout=20)
    expect.state(4, timeout=20)


def test_says_why_a_command_failed(connected, expect):
    send(connected, 'AT+MQTTPUB=0,"home/lamp","{"a":1,"b":2}",0,0')
    failed = expect.command("AT+MQTTPUB", ok=False)
    assert "an unescaped ','" in failed["why"]


@pytest.mark.atmqtt(firmware="2.4")
def test_on_another_release(atmqtt):
    assert "AT version:2.4" in atmqtt.type("AT+GMR")
