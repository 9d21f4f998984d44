"""The ways in which Notify says no, word for word as a client meets them."""

from portal.demo.notify.model import Json, KeyKind

DOCS = "https://www.notifications.service.gov.uk"


class Problem(Exception):
    """A refusal with Notify's body: a status and a list of errors."""

    def __init__(self, status: int, error: str, *messages: str) -> None:
        super().__init__(f"{status} {error}")
        self.status, self.error, self.messages = status, error, messages

    def body(self) -> Json:
        errors = [{"error": self.error, "message": message} for message in self.messages]
        return {"status_code": self.status, "errors": errors}


def no_token() -> Problem:
    return Problem(401, "AuthError", "Unauthorized: authentication token must be provided")


def no_bearer() -> Problem:
    return Problem(401, "AuthError", "Unauthorized: authentication bearer scheme must be used")


def bad_token(why: str) -> Problem:
    return Problem(403, "AuthError", f"Invalid token: {why}")


def clock_is_off() -> Problem:
    return Problem(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")


def bad_request(message: str, status: int = 400) -> Problem:
    return Problem(status, "BadRequestError", message)


def not_valid(*messages: str) -> Problem:
    return Problem(400, "ValidationError", *messages)


def not_there() -> Problem:
    return Problem(404, "NoResultFound", "No result found")


def too_fast(kind: KeyKind, limit: int) -> Problem:
    return Problem(
        429,
        "RateLimitError",
        f"Exceeded rate limit for key type {kind.upper()} of {limit} requests per 60 seconds",
    )


def too_many_today(limit: int) -> Problem:
    return Problem(429, "TooManyRequestsError", f"Exceeded send limits ({limit}) for today")


def broken() -> Problem:
    return Problem(500, "Exception", "Internal server error")


def away() -> Problem:
    return Problem(503, "Exception", "Service unavailable")


def not_to_them(kind: KeyKind) -> Problem:
    if kind is KeyKind.TEAM:
        return bad_request("Can’t send to this recipient using a team-only API key")
    return bad_request(f"Can’t send to this recipient when service is in trial mode – see {DOCS}/trial-mode")
