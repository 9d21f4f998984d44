"""Boxes for a code of one's own. One sentence says how it is written, whether nothing was typed or something else."""

from collections.abc import Callable

from wtforms import Field

from portal.identity.authenticators import read_code, read_recovery_code
from portal.web.fields import Required, StringField, stop


def code_field(label: str) -> StringField:
    """Of an app, or from paper."""
    return _field(
        label, lambda typed: bool(read_code(typed) or read_recovery_code(typed)), "sign_in.code.e_code"
    )


def app_code_field(label: str) -> StringField:
    """Of an app alone: it is being set up, and there is no paper yet."""
    return _field(label, lambda typed: read_code(typed) is not None, "sign_in.code.e_app_code")


def _field(label: str, may_be: Callable[[str], bool], problem: str) -> StringField:
    def written_like_one(_: object, field: Field) -> None:
        if not may_be(field.data or ""):
            stop(problem)

    return StringField(label, validators=[Required(problem), written_like_one])
