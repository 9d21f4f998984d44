"""What a template says once its placeholders are filled, and what a phone can show of it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.demo.notify import problems
from portal.demo.notify.model import Kind, Version

LONGEST_TEXT = 918
_PLACEHOLDER = re.compile(r"\({2}([^()]+)\){2}")
_YES = {"yes", "y", "true", "t", "1", "include", "show"}

_EXTENDED = frozenset("^{}\\[~]|€")
_GSM = (
    frozenset(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    | _EXTENDED
)
# Welsh is carried whole, at the price of shorter parts.
_WELSH = frozenset("ÂâÊêÎîÔôÛûŴŵŶŷÁÍÓÚÝÀÌÒÙỲẀẂẄÈËÏŸáëïíóúýÿẁẃẅỳ") - _GSM
_INSTEAD = {
    "‑": "-", "–": "-", "—": "-", "−": "-", "…": "...", "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"',
    "\u00a0": " ", "\u202f": " ", "\t": " ", "\u180e": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "",
    "\ufeff": "", "\u2028": "", "\u2029": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its values in."""

    body: str
    subject: str | None


def names_in(text: str | None) -> list[str]:
    """The placeholders of a text, each once, in order; of `((flag??words))` the flag."""
    return list(dict.fromkeys(found.split("??")[0] for found in _PLACEHOLDER.findall(text or "")))


def names_of(version: Version) -> list[str]:
    return list(dict.fromkeys([*names_in(version.body), *names_in(version.subject)]))


def missing(version: Version, values: Mapping[str, object]) -> list[str]:
    known = {_plain(name) for name, value in values.items() if value is not None}
    return [name for name in names_of(version) if _plain(name) not in known]


def fill(version: Version, kind: Kind, values: Mapping[str, object]) -> Filled:
    """Raises Problem where a value is missing."""
    if absent := missing(version, values):
        raise problems.bad_request(f"Missing personalisation: {', '.join(absent)}")
    by_name = {_plain(name): value for name, value in values.items()}

    def value_for(found: re.Match[str]) -> str:
        name, shows, rest = found.group(1).partition("??")
        value = by_name[_plain(name)]
        if shows:
            return rest if str(value).lower() in _YES else ""
        return _listed(value, kind) if isinstance(value, list) else str(value)

    subject = None if version.subject is None else _PLACEHOLDER.sub(value_for, version.subject)
    return Filled(_PLACEHOLDER.sub(value_for, version.body).strip(), subject)


def _plain(name: str) -> str:
    """Names match whatever their capitals, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]", "", name).lower()


def _listed(value: Iterable[object], kind: Kind) -> str:
    items = [str(one).strip() for one in value if one is not None and str(one).strip()]
    if kind is not Kind.SMS:
        return "\n\n" + "\n".join(f"* {item}" for item in items)
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]])) if items else ""


def as_text(body: str) -> str:
    """What arrives on a phone: what cannot be sent was put more plainly, or is a question mark."""
    return "".join(_sendable(one) for one in unicodedata.normalize("NFC", body))


def _sendable(letter: str) -> str:
    if letter in _GSM or letter in _WELSH:
        return letter
    if letter in _INSTEAD:
        return _INSTEAD[letter]
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if bare != letter and bare in _GSM else "?"


def parts_of(text: str) -> int:
    """How many texts a phone company counts, and charges for."""
    if any(one in _WELSH for one in text):
        return 1 if len(text) <= 70 else -(-len(text) // 67)
    counted = len(text) + sum(one in _EXTENDED for one in text)
    return 1 if counted <= 160 else -(-counted // 153)


def check_length(text: str) -> None:
    """Raises Problem where a text is empty or longer than six parts can hold."""
    if not text:
        raise problems.bad_request("Your message is empty.")
    if len(text) > LONGEST_TEXT:
        raise problems.bad_request(
            f"Text messages cannot be longer than {LONGEST_TEXT} characters. "
            f"Your message is {len(text)} characters long."
        )
