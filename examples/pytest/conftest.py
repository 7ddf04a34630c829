"""Fixtures: an MQTT broker with one user, and a module that can reach it.

ATMQTT       how the module is started; default `atmqtt`
ATMQTT_TTY   a module that is there already, such as a genuine one; nothing is started then
MQTT_BROKER  HOST:PORT of a broker that is there already and lets in user `bench` with password `secret`
"""

import json
import os
import pathlib
import shlex
import shutil
import socket
import subprocess
import time

import pytest
from module import PATIENCE_S, Module

# Debian keeps daemons where not every PATH looks.
PATH = os.environ["PATH"] + ":/usr/sbin"


def until(what, met):
    """Polls until `met` gives something true, and returns that."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := met():
            return found
        time.sleep(0.02)
    pytest.fail(f"no {what} within {PATIENCE_S} s")


def run(command, **options):
    try:
        return subprocess.Popen(command, **options)
    except FileNotFoundError as error:
        pytest.fail(f"cannot start {command[0]}: {error.strerror}; see the top of conftest.py")


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    """(host, port) of a broker that lets in only `bench` with `secret`."""
    if given := os.environ.get("MQTT_BROKER"):
        host, port = given.rsplit(":", 1)
        yield host, int(port)
        return
    program = shutil.which("mosquitto", path=PATH)
    if program is None:
        pytest.fail("install mosquitto, or name a broker in MQTT_BROKER=HOST:PORT")
    folder = tmp_path_factory.mktemp("mosquitto")
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = any_port.getsockname()[1]
    users = folder / "users"
    subprocess.run(["mosquitto_passwd", "-b", "-c", users, "bench", "secret"], check=True)
    users.chmod(0o644)
    conf = folder / "mosquitto.conf"
    conf.write_text(f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {users}\n")
    if os.geteuid() == 0:
        # It would become another user, who cannot read these files.
        conf.write_text(conf.read_text() + "user root\n")
    process = run([program, "-c", conf], stderr=subprocess.DEVNULL)

    def listens():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        until("answer from mosquitto", listens)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def module(tmp_path):
    """A module that has just been switched on, with its echo off and its Wi-Fi joined."""
    if tty := os.environ.get("ATMQTT_TTY"):
        made = Module(tty)
        yield from ready(made)
        return
    tty, ready_file, log = tmp_path / "tty", tmp_path / "ready.json", tmp_path / "log"
    command = [*shlex.split(os.environ.get("ATMQTT", "atmqtt")), "run"]
    command += ["--port", f"pty:{tty}", "--ready-file", str(ready_file)]
    with log.open("wb") as stderr:
        process = run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr)
    try:
        until("ready file", lambda: ready_file.exists() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        assert json.loads(ready_file.read_text())["ready"]
        yield from ready(Module(str(tty), pathlib.Path(log).read_text))
    finally:
        process.terminate()
        process.wait()


def ready(module):
    try:
        module.reset()
        module.ask("AT+CWMODE=1")
        # It may have joined what it knows; one that is in no network answers OK alone.
        module.send("AT+CWQAP")
        module.skip_to(b"\r\nOK\r\n")
        module.ask('AT+CWJAP="bench","any password"', b"WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n")
        yield module
    finally:
        module.close()


@pytest.fixture
def log(module):
    """Waits for a piece of text in the module's log."""
    if module.log is None:
        pytest.skip("a module that was not started here shows no log")
    return lambda text: until(f"{text!r} in the log", lambda: text in module.log())


@pytest.fixture
def connected(module, broker):
    """A module that is connected to the broker."""
    host, port = broker
    module.ask('AT+MQTTUSERCFG=0,1,"desk","bench","secret",0,0,""')
    module.ask(
        f'AT+MQTTCONN=0,"{host}",{port},0',
        f'+MQTTCONNECTED:0,1,"{host}","{port}","",0\r\n\r\nOK\r\n'.encode(),
    )
    return module
