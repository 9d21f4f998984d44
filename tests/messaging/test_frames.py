"""Frames, however the network cuts them, and what no browser sends."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.frames import BINARY, CLOSE, LARGEST, PING, TEXT, Broken, Frames, frame_of
from tests.messaging.framing import masked


@given(
    st.lists(st.tuples(st.sampled_from((TEXT, BINARY, PING)), st.binary(max_size=120)), max_size=6),
    st.lists(st.integers(1, 40), min_size=1),
    st.binary(min_size=4, max_size=4),
)
def test_what_was_sent_comes_out_however_it_is_cut(
    sent: list[tuple[int, bytes]], cuts: list[int], mask: bytes
) -> None:
    wire = b"".join(masked(opcode, payload, mask=mask) for opcode, payload in sent)
    frames, found, at, turn = Frames(), [], 0, 0
    while at < len(wire):
        step = cuts[turn % len(cuts)]
        found += frames.feed(wire[at : at + step])
        at, turn = at + step, turn + 1
    assert found == sent
    assert not frames.halfway


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 4000, LARGEST])
def test_sizes_of_every_length_field(size: int) -> None:
    payload = os.urandom(size)
    assert Frames().feed(masked(TEXT, payload)) == [(TEXT, payload)]


def test_a_message_in_parts_with_a_ping_between_them() -> None:
    frames = Frames()
    wire = masked(TEXT, b"one ", last=False) + masked(PING, b"?") + masked(0, b"two")
    assert frames.feed(wire) == [(PING, b"?"), (TEXT, b"one two")]
    assert not frames.halfway


def test_half_a_frame_is_known_to_be_half() -> None:
    frames = Frames()
    assert frames.feed(masked(TEXT, b"hello")[:7]) == []
    assert frames.halfway


@pytest.mark.parametrize(
    ("wire", "code"),
    [
        (b"\x81\x05hello", 1002),  # not masked
        (b"\xc1\x80\x00\x00\x00\x00", 1002),  # compressed, and nobody agreed to that
        (b"\x83\x80\x00\x00\x00\x00", 1002),  # an opcode that means nothing
        (b"\x8b\x80\x00\x00\x00\x00", 1002),
        (b"\x09\x80\x00\x00\x00\x00", 1002),  # half a ping
        (b"\x89\xfe\x00\x80", 1002),  # a ping too long to be one
        (b"\x80\x80\x00\x00\x00\x00", 1002),  # goes on with nothing
        (masked(TEXT, b"a", last=False) + masked(TEXT, b"b"), 1002),  # begins again before it ended
        (b"\x81\xff" + (LARGEST + 1).to_bytes(8, "big"), 1009),
        (b"\x81\xff" + b"\xff" * 8, 1009),
        (masked(TEXT, b"x" * 40_000, last=False) + masked(0, b"x" * 40_000), 1009),
        (masked(TEXT, b"", last=False) + masked(0, b"", last=False) * 300, 1009),
        (masked(PING, b"") * 2_001, 1008),  # more at once than anybody has to say
    ],
)
def test_what_no_browser_sends_is_refused(wire: bytes, code: int) -> None:
    with pytest.raises(Broken) as broken:
        Frames().feed(wire)
    assert broken.value.code == code


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536, 200_000])
def test_what_we_send_says_how_long_it_is(size: int) -> None:
    frame = frame_of(CLOSE if size < 126 else TEXT, b"x" * size)
    assert frame.endswith(b"x" * size)
    assert len(frame) == size + (2 if size < 126 else 4 if size < 65536 else 10)
