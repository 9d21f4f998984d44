"""WebSocket frames (RFC 6455) as browsers send them, and as we send text back. No extensions, no I/O."""

from struct import pack

LARGEST = 64 * 1024
# Endless empty parts are no message either.
MOST_PARTS = 256
# Between two looks after a socket, and so also at once, whatever they say: each costs everybody else a little.
MOST_FRAMES = 2_000
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
GOING_AWAY, PROTOCOL_ERROR, UNSUPPORTED, NOT_UTF8, POLICY, TOO_BIG = 1001, 1002, 1003, 1007, 1008, 1009
_CONTINUED = 0


class Broken(Exception):
    """What came is no frame that a browser sends; the connection ends with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Frames:
    """Puts together what one browser sends, however the network cuts it."""

    __slots__ = ("_opcode", "_parts", "_rest", "_size")

    def __init__(self) -> None:
        self._rest = b""
        self._parts: list[bytes] = []
        self._opcode = self._size = 0

    @property
    def halfway(self) -> bool:
        """Something has begun and not ended."""
        return bool(self._rest or self._parts)

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Whole messages and control frames, as (opcode, payload), in order. Raises Broken."""
        data = self._rest + data if self._rest else data
        found: list[tuple[int, bytes]] = []
        at, there = 0, len(data)
        while at < there and (read := _read_frame(data, at)) is not None:
            last, opcode, payload, at = read
            if len(found) >= MOST_FRAMES:
                raise Broken(POLICY)
            if opcode >= CLOSE:
                found.append((opcode, payload))
            elif (whole := self._join(last, opcode, payload)) is not None:
                found.append(whole)
        self._rest = data[at:] if at < there else b""
        return found

    def _join(self, last: bool, opcode: int, payload: bytes) -> tuple[int, bytes] | None:
        if (opcode == _CONTINUED) != bool(self._parts):
            raise Broken(PROTOCOL_ERROR)
        if last and not self._parts:
            return opcode, payload
        self._opcode = self._opcode if self._parts else opcode
        self._parts.append(payload)
        self._size = self._size + len(payload) if len(self._parts) > 1 else len(payload)
        if self._size > LARGEST or len(self._parts) > MOST_PARTS:
            raise Broken(TOO_BIG)
        if not last:
            return None
        whole = self._opcode, b"".join(self._parts)
        self._parts = []
        return whole


def _read_frame(data: bytes, at: int) -> tuple[bool, int, bytes, int] | None:
    """(last of its message, opcode, payload, where the next begins), or None where the frame has not all come."""
    there = len(data) - at
    if there < 2:
        return None
    first, second = data[at], data[at + 1]
    opcode, size, head = first & 0x0F, second & 0x7F, 2
    # Reserved bits belong to extensions, and none was agreed; browsers always mask.
    if first & 0x70 or not second & 0x80 or 3 <= opcode <= 7 or opcode > PONG:
        raise Broken(PROTOCOL_ERROR)
    if opcode >= CLOSE and (size > 125 or not first & 0x80):
        raise Broken(PROTOCOL_ERROR)
    if size > 125:
        head = 4 if size == 126 else 10
        if there < head:
            return None
        size = int.from_bytes(data[at + 2 : at + head], "big")
    if size > LARGEST:
        raise Broken(TOO_BIG)
    begin, end = at + head + 4, at + head + 4 + size
    if len(data) < end:
        return None
    return bool(first & 0x80), opcode, _unmask(data[begin:end], data[begin - 4 : begin]), end


def _unmask(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    # Whole numbers of any length are the fastest exclusive-or that the language has.
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def frame_of(opcode: int, payload: bytes) -> bytes:
    """One frame from the server, unmasked, whole."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65536:
        return pack("!BBH", 0x80 | opcode, 126, size) + payload
    return pack("!BBQ", 0x80 | opcode, 127, size) + payload


def closing(code: int) -> bytes:
    return frame_of(CLOSE, code.to_bytes(2, "big"))
