"""Who asks: the JSON Web Token of each request, judged as Notify judges it."""

from collections.abc import Mapping
from uuid import UUID

import jwt

from portal.demo.notify import problems
from portal.demo.notify.model import Key, Service

CLOCK_MAY_BE_OFF = 30


def who_asks(header: str | None, services: Mapping[UUID, Service], now: float) -> tuple[Service, Key]:
    """The service and the key that this Authorization header stands for. Raises Problem."""
    token = _bearer(header)
    service = _service_of(token, services)
    for key in service.keys:
        try:
            claims = _verified(token, key)
        except (jwt.DecodeError, jwt.InvalidAlgorithmError):
            continue
        _check_age(claims, now)
        if key.revoked:
            raise problems.bad_token("API key revoked")
        return service, key
    raise problems.bad_token("API key not found")


def _bearer(header: str | None) -> str:
    if not header:
        raise problems.no_token()
    if header[:7].title() != "Bearer ":
        raise problems.no_bearer()
    return header[7:]


def _service_of(token: str, services: Mapping[UUID, Service]) -> Service:
    """Whose key to check it with stands in the token itself, unchecked as yet."""
    try:
        unproven = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise problems.bad_token("signature, api token is not valid") from None
    if "iss" not in unproven:
        raise problems.bad_token("iss field not provided")
    try:
        service_id = UUID(str(unproven["iss"]))
    except ValueError:
        raise problems.bad_token("service id is not the right data type") from None
    if service_id not in services:
        raise problems.bad_token("service not found")
    if not services[service_id].keys:
        raise problems.bad_token("service has no API keys")
    return services[service_id]


def _verified(token: str, key: Key) -> dict[str, object]:
    # Age is judged below, by the stand-in's own clock.
    claims: dict[str, object] = jwt.decode(
        token,
        key=str(key.secret),
        algorithms=["HS256"],
        options={"verify_iat": False, "verify_exp": False, "verify_nbf": False},
    )
    return claims


def _check_age(claims: dict[str, object], now: float) -> None:
    if "iat" not in claims:
        raise problems.bad_token("iat field not provided")
    try:
        issued = int(str(claims["iat"]))
    except ValueError:
        raise problems.clock_is_off() from None
    if abs(now - issued) > CLOCK_MAY_BE_OFF:
        raise problems.clock_is_off()
