"""What a browser is called in the list of phones, and which network it speaks from."""

import ipaddress

from aiohttp import web

from portal.web.request import SETTINGS

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(user_agent: str) -> str:
    """“Android, Chrome”: enough to know one's own phone by, and nothing that was sent to us word for word."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return ", ".join(part for part in (system, browser) if part) or "?"


def network_of(request: web.Request) -> str:
    """The network that a guess comes from: a /24, or a /56 of IPv6, as our own proxies report it."""
    proxies = request.app[SETTINGS].proxies
    address = request.remote or ""
    if proxies:
        hops = [hop.strip() for hop in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
        address = hops[-proxies] if len(hops) >= proxies else address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 56), strict=False))
