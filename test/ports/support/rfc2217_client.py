"""What a program with pyserial does at an access server.

Usage: rfc2217_client.py PORT. The other side echoes. Prints a line for each thing that went well.
"""
import os
import sys

import serial

port = serial.serial_for_url('rfc2217://127.0.0.1:' + sys.argv[1] + '?poll_modem', baudrate=9600, timeout=10)
print('open', port.baudrate)
port.baudrate = 115200
print('baud', port.baudrate)
port.apply_settings({'bytesize': 7, 'parity': serial.PARITY_EVEN, 'stopbits': serial.STOPBITS_TWO})
print('framing', port.bytesize, port.parity, port.stopbits)
port.apply_settings({'bytesize': 8, 'parity': serial.PARITY_NONE, 'stopbits': serial.STOPBITS_ONE})
port.rtscts = True
port.rtscts = False
print('lines', port.cts, port.dsr, port.cd, port.ri)
port.dtr = False
port.rts = False
port.break_condition = True
port.break_condition = False
port.reset_input_buffer()
port.reset_output_buffer()
print('purged')
try:
    port.parity = serial.PARITY_MARK
    print('parity mark was taken')
except ValueError:
    print('parity mark was refused')
    port.parity = serial.PARITY_NONE

sent = os.urandom(65536)
port.write(sent)
print('echo', port.read(len(sent)) == sent)
port.close()
