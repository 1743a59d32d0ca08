# SPDX-License-Identifier: Apache-2.0
"""A client of the network block device protocol with extended headers, written from its document and nothing else; Debian's
libnbd speaks no extended headers. Talks to an export of 16 TiB and ends with "done", or with what is wrong.

usage: extended_client.py SOCKET EXPORT
"""

import socket
import struct
import sys

GIB, TIB = 1 << 30, 1 << 40
OPT_MAGIC, REPLY_MAGIC = 0x49484156454F5054, 0x0003E889045565A9
OPT_GO, OPT_STRUCTURED, OPT_SET_META, OPT_EXTENDED = 7, 8, 10, 11
REP_ACK, REP_INFO, REP_META = 1, 3, 4
ERR_INVALID, ERR_EXT_HEADER_REQD = (1 << 31) + 3, (1 << 31) + 10
READ, WRITE, FLUSH, TRIM, CACHE, ZERO, STATUS = 0, 1, 3, 4, 5, 6, 7
FUA, NO_HOLE, DF, REQ_ONE, FAST, PAYLOAD = 1, 2, 4, 8, 16, 32
REQUEST, REPLY = 0x21E41C71, 0x6E8A278C
DONE, NONE, DATA, STATUS_EXT, ERROR = 1, 0, 1, 6, (1 << 15) + 1
EINVAL, ENOSPC, EOVERFLOW = 22, 28, 75


def check(what, found, expected):
    if found != expected:
        raise SystemExit("%s: found %r, expected %r" % (what, found, expected))


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.cookie = 1 << 63
        check("greeting", self.take(16), b"NBDMAGICIHAVEOPT")
        check("flags", struct.unpack(">H", self.take(2))[0] & 3, 3)
        self.socket.sendall(struct.pack(">I", 3))

    def take(self, count):
        got = bytearray()
        while len(got) < count:
            more = self.socket.recv(count - len(got))
            if not more:
                raise SystemExit("the server went")
            got += more
        return bytes(got)

    def option(self, number, data=b""):
        """All replies to an option as (type, payload); the last is an acknowledgement or an error."""
        self.socket.sendall(struct.pack(">QII", OPT_MAGIC, number, len(data)) + data)
        replies = []
        while not replies or replies[-1][0] in (REP_INFO, REP_META):
            magic, option, kind, length = struct.unpack(">QIII", self.take(20))
            check("option reply", (magic, option), (REPLY_MAGIC, number))
            replies.append((kind, self.take(length)))
        return replies

    def send(self, kind, offset, length, flags=0, payload=b""):
        self.cookie += 1
        self.socket.sendall(struct.pack(">IHHQQQ", REQUEST, flags, kind, self.cookie, offset, length) + payload)
        return self.cookie

    def chunk(self):
        magic, flags, kind, cookie, offset, length = struct.unpack(">IHHQQQ", self.take(32))
        check("reply magic", magic, REPLY)
        check("a payload that is bounded", length <= 64 << 20, True)
        return flags, kind, cookie, offset, self.take(length)

    def ask(self, kind, offset, length, flags=0, payload=b""):
        """The chunks of a reply as (type, payload)."""
        cookie = self.send(kind, offset, length, flags, payload)
        chunks = []
        while True:
            flags, kind, answered, echoed, payload = self.chunk()
            check("cookie and offset", (answered, echoed), (cookie, offset))
            chunks.append((kind, payload))
            if flags & DONE:
                return chunks

    def done(self, what, *request, **more):
        check(what, self.ask(*request, **more), [(NONE, b"")])

    def refused(self, what, errors, *request, **more):
        kind, payload = self.ask(*request, **more)[-1]
        check(what + " is refused", kind, ERROR)
        error, length = struct.unpack(">IH", payload[:6])
        check(what + ": the length of the message", length, len(payload) - 6)
        if error not in errors:
            raise SystemExit("%s: error %d" % (what, error))
        self.still_in_step(what)

    def still_in_step(self, what):
        check("read after " + what, self.read(MARK, len(MARKED)), MARKED)

    def read(self, offset, length, flags=0):
        content = bytearray(length)
        seen = 0
        for kind, payload in self.ask(READ, offset, length, flags):
            check("a chunk of content", kind, DATA)
            at = struct.unpack(">Q", payload[:8])[0] - offset
            content[at:at + len(payload) - 8] = payload[8:]
            seen += len(payload) - 8
        check("all content", seen, length)
        return bytes(content)

    def status(self, offset, length, flags=0, payload=b""):
        """The extents as (length, flags)."""
        (kind, answer), = self.ask(STATUS, offset, length, flags, payload)
        check("chunk of status", kind, STATUS_EXT)
        context, count = struct.unpack(">II", answer[:8])
        check("context", context, CONTEXT)
        check("count of extents", len(answer), 8 + 16 * count)
        return [struct.unpack(">QQ", answer[8 + 16 * i:24 + 16 * i]) for i in range(count)]


MARK, MARKED = 5 * TIB + 12345, b"marked" * 100
name = sys.argv[2].encode()
client = Client(sys.argv[1])
check("option with data", client.option(OPT_EXTENDED, b"x")[-1][0], ERR_INVALID)
check("extended headers", client.option(OPT_EXTENDED), [(REP_ACK, b"")])
check("structured replies then", client.option(OPT_STRUCTURED)[-1][0], ERR_EXT_HEADER_REQD)
query = b"base:allocation"
metas = client.option(OPT_SET_META, struct.pack(">I", len(name)) + name + struct.pack(">II", 1, len(query)) + query)
check("context", (metas[0][0], metas[0][1][4:], metas[-1]), (REP_META, query, (REP_ACK, b"")))
CONTEXT, = struct.unpack(">I", metas[0][1][:4])
infos = client.option(OPT_GO, struct.pack(">I", len(name)) + name + struct.pack(">H", 0))
check("go", infos[-1], (REP_ACK, b""))
size, export_flags = next(
    struct.unpack(">QH", data[2:12]) for kind, data in infos if kind == REP_INFO and data[:2] == b"\0\0")
check("size", size, 16 * TIB)
check("block status payloads are announced", export_flags >> 12 & 1, 1)

check("status of an empty disk", client.status(0, size), [(size, 3)])
client.done("a write far away", WRITE, MARK, len(MARKED), PAYLOAD, MARKED)
client.still_in_step("a write")
page = MARK - MARK % 4096
extents = client.status(0, size)
check("status around it", extents, [(page, 3), (4096, 0), (size - page - 4096, 3)])
check("status of one extent", client.status(0, size, REQ_ONE), [(page, 3)])
check("status by payload", client.status(0, 12, PAYLOAD, struct.pack(">QI", size, CONTEXT)), extents)
client.done("status of no context", STATUS, 0, 8, PAYLOAD, struct.pack(">Q", size))
client.done("a flush", FLUSH, 0, 0)
client.done("a cache of all", CACHE, 0, size)

client.done("a write to be removed", WRITE, 3 * TIB, 4096, PAYLOAD | FUA, b"r" * 4096)
client.done("a trim of over 4 GiB", TRIM, 3 * TIB - GIB, 6 * GIB)
check("what was trimmed", client.read(3 * TIB, 4096), bytes(4096))
client.done("a write to be zeroed", WRITE, 9 * TIB, 4096, PAYLOAD, b"z" * 4096)
client.done("zeroes of 1 TiB", ZERO, 9 * TIB - TIB // 2, TIB, FAST)
check("what was zeroed", client.read(9 * TIB, 4096, DF), bytes(4096))
client.done("zeroes that stay allocated", ZERO, 10 * TIB, 8192, NO_HOLE | FUA)

large = 32 << 20
content = bytes(range(256)) * (large // 256)
client.done("the largest write", WRITE, 7 * TIB, large, PAYLOAD, content)
check("the largest read", client.read(7 * TIB, large), content)

client.refused("a read over the largest", [EINVAL], READ, 0, large + 1)
client.refused("a read over the largest in one piece", [EOVERFLOW], READ, 0, large + 1, DF)
client.refused("a read of 5 GiB", [EINVAL, EOVERFLOW], READ, 0, 5 * GIB)
client.refused("a write over the largest", [EINVAL], WRITE, 0, large + 1, PAYLOAD, bytes(large + 1))
client.refused("a write over the end", [ENOSPC, EINVAL], WRITE, size - 1, 2, PAYLOAD, b"xx")
client.refused("a trim over the end", [EINVAL, ENOSPC], TRIM, GIB, size)
client.refused("zeroes of all there could be", [EINVAL, ENOSPC], ZERO, 0, (1 << 64) - 1)
client.refused("zeroes whose end overflows", [EINVAL, ENOSPC], ZERO, (1 << 64) - 512, 1024)
client.refused("status over the end", [EINVAL], STATUS, 0, size + 1)
client.refused("status of another context", [EINVAL], STATUS, 0, 12, PAYLOAD, struct.pack(">QI", size, CONTEXT + 1))
client.refused("status of a payload cut short", [EINVAL], STATUS, 0, 5, PAYLOAD, b"12345")
client.refused("a payload of a trim", [EINVAL], TRIM, 0, 512, PAYLOAD, bytes(512))
client.refused("a payload of an unknown command", [EINVAL], 77, 0, 70000, PAYLOAD, bytes(70000))
client.refused("an unknown flag", [EINVAL], FLUSH, 0, 0, 1 << 9)

wanted = {}
for i in range(200):
    offset = 7 * TIB + i * 4099
    wanted[client.send(READ, offset, 1000 + i)] = (offset, 1000 + i)
while wanted:
    flags, kind, cookie, echoed, payload = client.chunk()
    offset, length = wanted[cookie]
    at = offset - 7 * TIB
    check("a reply among many", (kind, echoed, payload[8:]), (DATA, offset, content[at:at + length]))
    check("whole", flags & DONE, DONE)
    del wanted[cookie]
client.socket.sendall(struct.pack(">IHHQQQ", REQUEST, 0, 2, 0, 0, 0))
check("end", client.socket.recv(1), b"")
print("done")
