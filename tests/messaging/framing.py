"""Frames as browsers write them."""


def masked(opcode: int, payload: bytes, *, last: bool = True, mask: bytes = b"\x01\x02\x03\x04") -> bytes:
    """A frame as a browser sends it."""
    size = len(payload)
    first = (0x80 if last else 0) | opcode
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 65536:
        head = bytes((first, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
