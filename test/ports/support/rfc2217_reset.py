"""A driver with pyserial that resets its module by a line.

Usage: rfc2217_reset.py PORT dtr|rts|break. Dies in data mode, then resets the module and speaks to it.
"""
import sys
import time

import serial

port = serial.serial_for_url('rfc2217://127.0.0.1:' + sys.argv[1], baudrate=115200, timeout=5)


def ask(line, end=b'OK\r\n'):
    port.write(line + b'\r\n')
    return port.read_until(end)


# Switching the line on at the opening may have reset it as well.
time.sleep(0.2)
port.reset_input_buffer()
ask(b'AT+CWMODE=0')
ask(b'AT+SYSSTORE=0')
ask(b'AT+SYSMFG=2,"client_cert","client_cert.0",8,1000', b'>')
port.write(b'half of it')
if sys.argv[2] == 'dtr':
    port.dtr = False
    port.dtr = True
elif sys.argv[2] == 'rts':
    port.rts = False
    port.rts = True
else:
    port.send_break(0.01)
print(port.read_until(b'ready\r\n').endswith(b'ready\r\n'))
print(b'+SYSSTORE:1' in ask(b'AT+SYSSTORE?'))
port.close()
