"""Whom something can be sent to: phone numbers, e-mail addresses, postal addresses."""

import re
from collections.abc import Mapping

import phonenumbers

from portal.demo.notify.model import Kind

# Checked like any other, then neither kept nor sent, and never followed by a receipt.
SMOKE = frozenset(
    {
        "447700900000",
        "447700900111",
        "447700900222",
        "simulate-delivered@notifications.service.gov.uk",
        "simulate-delivered-2@notifications.service.gov.uk",
        "simulate-delivered-3@notifications.service.gov.uk",
    }
)
FAILS = {
    "447700900003": "temporary-failure",
    "447700900002": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
}
_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@([^.@][^@\s]*)")
_LABEL = re.compile(r"(xn|[a-z0-9]+)(-?-[a-z0-9]+)*", re.IGNORECASE)
_TOP = re.compile(r"[a-z]{2,63}|xn--([a-z0-9]+-)*[a-z0-9]+", re.IGNORECASE)
# ZZ is no area of the post: invented addresses lie there.
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{2}|ZZ[0-9]{2}[A-Z]{2}")
_COUNTRIES = {
    "france", "germany", "ireland", "republic of ireland", "poland", "romania", "portugal", "spain", "italy", "jersey",
    "guernsey", "isle of man", "united states", "united states of america", "usa", "canada", "australia", "eritrea",
    "ethiopia", "ukraine", "pakistan", "india", "bangladesh", "syria",
}  # fmt: skip
_AT_HOME = {
    "united kingdom",
    "uk",
    "england",
    "wales",
    "scotland",
    "northern ireland",
    "great britain",
    "cymru",
}
_NEVER_FIRST = r'@()=[]"\/,<>~'
LEAST_LINES, MOST_LINES = 3, 7


class NotReachable(Exception):
    """Nobody can be sent anything there. The text is what Notify says about it."""


class Abroad(Exception):
    """A number of another country, which this service may not send to."""


def phone(typed: str, *, international: bool = False) -> str:
    """A number as phone companies want it: 447700900401. Raises NotReachable or Abroad."""
    if re.search(r"[^\d\s()+\-]", typed):
        raise NotReachable("Must not contain letters or symbols")
    digits = re.sub(r"\D", "", typed)
    if _is_abroad(typed, digits):
        return _phone_abroad(digits.lstrip("0"), international)
    mobile = digits.lstrip("0").removeprefix("44").lstrip("0")
    if not mobile.startswith("7"):
        raise NotReachable("Not a UK mobile number" if len(mobile) >= 9 else "Not enough digits")
    if len(mobile) != 10:
        raise NotReachable("Not enough digits" if len(mobile) < 10 else "Too many digits")
    return f"44{mobile}"


def _is_abroad(typed: str, digits: str) -> bool:
    begins = typed.strip().startswith("+") or digits.startswith("00")
    return begins and not digits.lstrip("0").startswith(("44", "7"))


def _phone_abroad(digits: str, international: bool) -> str:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        raise NotReachable("Not a valid country prefix") from None
    if not phonenumbers.is_possible_number(number):
        raise NotReachable("Not enough digits" if len(digits) < 8 else "Too many digits")
    if not international:
        raise Abroad
    return digits


def email(typed: str) -> str:
    """An address in small letters. Raises NotReachable."""
    address = typed.strip().lower()
    match = _EMAIL.fullmatch(address)
    labels = match.group(1).split(".") if match else []
    fine = (
        match is not None
        and len(address) <= 320
        and ".." not in address
        and len(labels) >= 2
        and all(label and len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
        and _TOP.fullmatch(labels[-1]) is not None
    )
    if not fine:
        raise NotReachable("Not a valid email address")
    return address


def postal_lines(values: Mapping[str, object], *, international: bool) -> list[str]:
    """The lines of an address as they are printed. Raises NotReachable."""
    last = "address_line_7" if "address_line_7" in values else "postcode"
    keys = [*(f"address_line_{number}" for number in range(1, 7)), last]
    lines = [re.sub(r"\s+", " ", str(values.get(key) or "")).strip(" ,") for key in keys]
    lines = [line for line in lines if line]
    while len(lines) > 1 and lines[-1].lower() in _AT_HOME:
        lines.pop()
    if len(lines) < LEAST_LINES:
        raise NotReachable(f"Address must be at least {LEAST_LINES} lines")
    if len(lines) > MOST_LINES:
        raise NotReachable(f"Address must be no more than {MOST_LINES} lines")
    lines[-1] = _last_line(lines[-1], international)
    if any(line.startswith(tuple(_NEVER_FIRST)) for line in lines):
        raise NotReachable(
            "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , < > ~"
        )
    whole = "\n".join(lines).lower()
    if "nfa" in whole.split("\n") or re.search(r"no fixed (abode|address)", whole):
        raise NotReachable("Must be a real address")
    return lines


def _last_line(line: str, international: bool) -> str:
    squeezed = re.sub(r"\s", "", line).upper()
    if _POSTCODE.fullmatch(squeezed):
        return f"{squeezed[:-3]} {squeezed[-3:]}"
    if international and line.lower() in _COUNTRIES:
        return line
    if international:
        raise NotReachable("Last line of address must be a real UK postcode or another country")
    raise NotReachable("Must be a real UK postcode")


def end_of(kind: Kind, to: str) -> str:
    """What becomes of it: the magic numbers and addresses fail, all else arrives."""
    return FAILS.get(to, "delivered") if kind is not Kind.LETTER else "delivered"
