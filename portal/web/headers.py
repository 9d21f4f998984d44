"""Headers that every response carries, whoever made it."""

from aiohttp import web

from portal.web.request import CURRENT, SETTINGS

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
    ),
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; {script}style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
WITHOUT_SCRIPT = POLICY.format(script="")
ONE_YEAR = "max-age=31536000; includeSubDomains"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: runs just before any response of the application goes out."""
    headers = response.headers
    headers.update(FIXED)
    page = request.get(CURRENT)
    script = f"script-src 'nonce-{page.nonce}'; " if page else ""
    headers["Content-Security-Policy"] = POLICY.format(script=script)
    headers.setdefault("Cache-Control", "no-store")
    if request.config_dict[SETTINGS].secure:
        headers["Strict-Transport-Security"] = ONE_YEAR
    # A name and version would tell a stranger what to try.
    headers["Server"] = "portal"
