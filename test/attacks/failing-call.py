"""Start a command in which certain system calls fail, in it and in all that it starts.

usage: python3 failing-call.py NUMBER:ERRNO[:ARGUMENT=VALUE]... -- COMMAND ARG...

Each word names one call by its number; with comparisons, only calls whose argument (0 to 5) has exactly that value.
"""

import ctypes
import os
import struct
import sys

LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000


def instruction(code, k, yes=0, no=0):
    return struct.pack("HBBI", code, yes, no, k)


def failing(word):
    number, errno, *comparisons = word.split(":")
    checks = [(0, int(number))]
    for comparison in comparisons:
        argument, value = comparison.split("=")
        offset = 16 + 8 * int(argument)
        checks += [(offset, int(value) & 0xFFFFFFFF), (offset + 4, int(value) >> 32)]
    code = b""
    for index, (offset, value) in enumerate(checks):
        left = 2 * (len(checks) - index - 1) + 1
        code += instruction(LOAD, offset) + instruction(EQUAL, value, 0, left)
    return code + instruction(RETURN, ERRNO | int(errno))


split = sys.argv.index("--")
program = b"".join(failing(word) for word in sys.argv[1:split]) + instruction(RETURN, ALLOW)
room = ctypes.create_string_buffer(program)
libc = ctypes.CDLL(None, use_errno=True)
header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(room))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, header, 0, 0):
    sys.exit(f"no filter: {os.strerror(ctypes.get_errno())}")
os.execvp(sys.argv[split + 1], sys.argv[split + 1 :])
