"""A Python program on libSSCardDriver.so: no argument types declared, as such programs have it."""
import ctypes
import os
import sys

library = ctypes.CDLL(sys.argv[1])


def call(name, *parameters, size=4096):
    out = ctypes.create_string_buffer(size)
    code = getattr(library, name)(*parameters, out)
    return code, out.value.decode("gbk")


code, text = call("iReadCardBas", 3)
fields = text.split("|")
print("basic", code, fields[4])
print("text", "|" in text and len(fields) == 12)
card = (fields[3] + "|" + fields[2] + "|").encode("gbk")

code, text = call("iUnblockPIN_HSM_Step1", 1, card)
print("step1", code)
sys.stdout.flush()
child = os.fork()
if child == 0:
    # Another process cannot go on with the step of this one.
    print("fork", call("iUnblockPIN_HSM_Step2", b"0" * 32)[0])
    sys.stdout.flush()
    os._exit(0)
os.waitpid(child, 0)

os.environ["SSCARD_OUT_BYTES"] = "256"
ctypes.CDLL(None).setenv(b"SSCARD_OUT_BYTES", b"256", 1)
photo = call("iReadCard", 1, 2, card, b"DF03EF19|79:1|79:2|79:3|79:4|$", size=256)
print("short", photo[0])

ctypes.CDLL(None).setenv(b"SSCARD_AGENT_PORT", b"1", 1)
library_again = call("iReadCardBas", 3)
print("still", library_again[0])
child = os.fork()
if child == 0:
    # A new process connects anew, and there nobody listens.
    print("gone", call("iReadCardBas", 3)[0])
    sys.stdout.flush()
    os._exit(0)
os.waitpid(child, 0)
