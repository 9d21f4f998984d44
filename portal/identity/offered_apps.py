"""What somebody needs to put an app to work: a square to hold it to, or the same in letters."""

from dataclasses import dataclass

from markupsafe import Markup

from portal.identity.authenticators import app_address, as_typed, in_fours
from portal.web.square import qr_of


@dataclass(frozen=True, slots=True)
class OfferedApp:
    """`key`: as it is typed into the app."""

    square: Markup
    key: str


def offer(secret: bytes, name: str, service: str) -> OfferedApp:
    return OfferedApp(qr_of(app_address(secret, name, service)), in_fours(as_typed(secret)))
