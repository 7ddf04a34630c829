"""An access server as in pyserial's example rfc2217_server.py: one client, one serial device.

Usage: rfc2217_server.py DEVICE. Prints "ready PORT" and a line for each change of the device.
"""
import socket
import sys
import threading

import serial
import serial.rfc2217


class Device(serial.Serial):
    """A pseudo-terminal has no modem lines."""

    cts = dsr = cd = True
    ri = False

    def _update_dtr_state(self):
        pass

    def _update_rts_state(self):
        pass


class Connection:
    """What PortManager wants: a write that several threads may call."""

    def __init__(self, sock):
        self.sock = sock
        self.lock = threading.Lock()

    def write(self, data):
        with self.lock:
            self.sock.sendall(data)


def serve(device, sock):
    connection = Connection(sock)
    manager = serial.rfc2217.PortManager(device, connection)
    alive = True

    def from_device():
        while alive:
            data = device.read(device.in_waiting or 1)
            if data:
                try:
                    connection.write(b''.join(manager.escape(data)))
                except OSError:
                    return

    reader = threading.Thread(target=from_device, daemon=True)
    reader.start()
    try:
        while True:
            data = sock.recv(1024)
            if not data:
                break
            before = device.get_settings()
            plain = b''.join(manager.filter(data))
            if device.get_settings() != before:
                print('set', device.baudrate, device.bytesize, device.parity, device.stopbits, flush=True)
            device.write(plain)
    except OSError:
        pass
    alive = False
    reader.join()


device = Device(sys.argv[1], 9600, timeout=0.05)
listener = socket.create_server(('127.0.0.1', 0))
print('ready', listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with client:
        serve(device, client)
