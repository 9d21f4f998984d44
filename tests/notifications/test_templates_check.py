"""What a council set up at Notify, held against the letters that we have."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from notifications.catalogue import Form, forms, template_of
from notifications.model import Channel, Wording
from notifications.templates_check import (
    Theirs,
    Trouble,
    UnreadableAnswer,
    compare,
    read_templates,
    wanted,
)

KINDS = {Channel.TEXT: "sms", Channel.EMAIL: "email", Channel.POST: "letter"}
MESSAGE = Form("message", Channel.TEXT, Wording.STANDARD, "en")


class Answers:
    """Stands where the client of Notify stands, and gives one answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def get_all_templates(self, template_type: str | None = None) -> Any:
        return self.answer


def template(
    form: Form, *, body: str | None = None, name: str | None = None, kind: str = ""
) -> dict[str, Any]:
    words = template_of(form)
    return {
        "id": str(uuid4()),
        "name": name or form.name,
        "type": kind or KINDS[form.channel],
        "subject": words.title,
        "body": words.body if body is None else body,
        "version": 1,
    }


def troubles(*templates: dict[str, Any], needed: list[Form] | None = None) -> list[tuple[Trouble, str]]:
    theirs = read_templates(Answers({"templates": list(templates)}))
    return [(one.trouble, one.said) for one in compare(theirs, needed or [MESSAGE]).findings]


def test_a_council_that_has_every_letter_in_our_words_hears_nothing() -> None:
    every = list(forms())
    theirs = read_templates(Answers({"templates": [template(form) for form in every]}))
    checked = compare(theirs, every)
    assert checked.findings == []
    assert set(checked.found) == set(every)
    assert not checked.serious


def test_a_letter_without_a_template_is_missing() -> None:
    assert troubles() == [(Trouble.MISSING, "message text standard en: no template of this name")]


def test_names_may_be_written_with_capitals_and_other_spaces() -> None:
    assert troubles(template(MESSAGE, name="  Message  TEXT standard EN ")) == []


def test_two_templates_of_one_name_are_not_guessed_between() -> None:
    theirs = read_templates(Answers({"templates": [template(MESSAGE), template(MESSAGE)]}))
    checked = compare(theirs, [MESSAGE])
    assert [one.trouble for one in checked.findings] == [Trouble.TWICE]
    assert checked.found == {}


def test_a_template_of_another_kind_is_said() -> None:
    found = troubles(template(MESSAGE, kind="email"))
    assert found == [
        (
            Trouble.WRONG_KIND,
            "message text standard en: the template of this name is for email, not for text",
        )
    ]


def test_placeholders_that_we_do_not_give_and_that_are_left_out_are_named() -> None:
    found = troubles(template(MESSAGE, body="Hello ((first name)), you have a new message."))
    assert found[0] == (
        Trouble.PLACEHOLDERS,
        "message text standard en: asks for ((firstname)), which we do not give",
    )
    assert found[1] == (Trouble.PLACEHOLDERS, "message text standard en: leaves out ((url))")


def test_placeholders_are_read_as_notify_reads_them() -> None:
    body = template_of(MESSAGE).body.replace("((url))", "((URL))")
    assert [trouble for trouble, _ in troubles(template(MESSAGE, body=body))] == [Trouble.WORDS]
    conditional = template_of(MESSAGE).body + " ((late??It is late.))"
    assert Trouble.PLACEHOLDERS in dict(troubles(template(MESSAGE, body=conditional)))


def test_a_template_that_would_be_two_texts_is_said() -> None:
    found = dict(troubles(template(MESSAGE, body=template_of(MESSAGE).body + " Please look soon." * 5)))
    assert found[Trouble.TOO_LONG] == "message text standard en: would be 2 texts with its longest values"


def test_a_sign_that_makes_a_text_wide_makes_it_two() -> None:
    """One curly quote leaves 70 characters for a text, which is more than three times the price."""
    assert Trouble.TOO_LONG in dict(
        troubles(template(MESSAGE, body=template_of(MESSAGE).body + " It’s new."))
    )


def test_the_councils_own_address_and_number_are_what_counts() -> None:
    theirs = [Theirs(uuid4(), MESSAGE.name, Channel.TEXT, template_of(MESSAGE))]
    long = compare(theirs, [MESSAGE], {"url": "https://" + "long." * 20 + "gov.uk"})
    assert [one.trouble for one in long.findings] == [Trouble.TOO_LONG]
    assert long.serious


def test_other_words_are_told_but_can_be_sent() -> None:
    theirs = read_templates(
        Answers({"templates": [template(MESSAGE, body="New message at ((url)) when it is safe.")]})
    )
    checked = compare(theirs, [MESSAGE])
    assert [one.trouble for one in checked.findings] == [Trouble.WORDS]
    assert not checked.serious
    assert isinstance(checked.found[MESSAGE], UUID)


def test_line_ends_and_trailing_spaces_are_no_other_words() -> None:
    form = Form("visit", Channel.EMAIL, Wording.STANDARD, "en")
    body = template_of(form).body.replace("\n", "\r\n") + "  \r\n"
    assert troubles(template(form, body=body), needed=[form]) == []


def test_what_is_no_letter_of_ours_is_listed() -> None:
    theirs = read_templates(Answers({"templates": [template(MESSAGE, name="Bin collection")]}))
    assert compare(theirs, []).others == ["Bin collection"]


def test_texts_that_can_be_answered_are_needed_only_where_they_are_on() -> None:
    without = wanted(languages=["en"], two_way=False)
    assert not any(form.two_way for form in without)
    assert len(wanted(languages=["en"], two_way=True)) == len(without) + 4
    assert {form.language for form in without} == {"en"}


@pytest.mark.parametrize(
    "answer",
    [None, {}, {"templates": 3}, {"templates": [{"type": "sms"}]}, {"templates": [{"type": "sms", "id": 5}]}],
)
def test_half_an_answer_is_no_list_of_templates(answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        read_templates(Answers(answer))
