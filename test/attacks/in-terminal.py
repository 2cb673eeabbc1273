"""Start a command whose controlling terminal is a new pseudo-terminal, while its streams stay what they are.

usage: python3 in-terminal.py TRANSCRIPT COMMAND ARG...

What comes out of the terminal, echoed keys included, goes to TRANSCRIPT. The command's exit is ours.
"""

import fcntl
import os
import pty
import sys
import termios
import threading

master, slave = pty.openpty()
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    os.close(master)
    # Inherited on purpose: whoever starts a skill from a terminal has it open.
    os.dup2(slave, 30)
    os.execvp(sys.argv[2], sys.argv[2:])

os.close(slave)


def record():
    with open(sys.argv[1], "ab", buffering=0) as transcript:
        try:
            while chunk := os.read(master, 4096):
                transcript.write(chunk)
        except OSError:
            pass


reader = threading.Thread(target=record)
reader.start()
_, status = os.waitpid(child, 0)
reader.join()
os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
