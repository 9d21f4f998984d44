"""Which network a request comes from, past our own proxies."""

import ipaddress

from aiohttp import web

from portal.web.request import SETTINGS


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
