"""What a text that somebody sent to us says: an answer that we offered, STOP, or words of their own. No I/O."""

import re
from enum import StrEnum

# Numbers as people and networks write them: 07700 900401, +44 7700 900401, 447700900401, 00447700900401.
_NOT_DIGITS = re.compile(r"[^0-9]")
_AROUND = " \t\r\n.,;:!?()[]\"'“”‘’*#-"


class Reply(StrEnum):
    COMING = "coming"
    ANOTHER_TIME = "another_time"
    CALL_ME = "call_me"
    STOP = "stop"
    WORDS = "words"


_SAID = {
    "1": Reply.COMING,
    "2": Reply.ANOTHER_TIME,
    "3": Reply.CALL_ME,
    "stop": Reply.STOP,
    "stop all": Reply.STOP,
    "stopall": Reply.STOP,
    "unsubscribe": Reply.STOP,
    # Welsh.
    "stopio": Reply.STOP,
    "stopiwch": Reply.STOP,
}


def read_reply(words: str) -> Reply:
    """Only a text that says nothing else is an answer: “2 he is here” is somebody's words."""
    return _SAID.get(" ".join(words.strip(_AROUND).casefold().split()), Reply.WORDS)


def plain_number(sender: str) -> str:
    """As contact points keep theirs to compare. A name instead of a number stays without digits, and is nobody's."""
    digits = _NOT_DIGITS.sub("", sender)
    for abroad in ("0044", "44"):
        if digits.startswith(abroad) and len(digits) > len(abroad) + 8:
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits
