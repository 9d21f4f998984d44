"""The voice of the portal: words that no sentence of the catalogue may hold, whoever reads it."""

from collections.abc import Iterator

import pytest

from tests.architecture.pages import catalogue
from tests.architecture.speaking import NEVER, faults


def strings() -> Iterator[tuple[str, str]]:
    for key in sorted(catalogue().keys):
        for form in catalogue()._forms(key):
            yield (
                key,
                str(form.text if not form.names else form.pattern % tuple(f"{{{n}}}" for n in form.names)),
            )


def test_no_sentence_uses_a_word_we_do_not_use() -> None:
    wrong = [f"{key}: {', '.join(found)}: {text}" for key, text in strings() if (found := faults(key, text))]
    assert wrong == []
    print(f"{sum(1 for _ in strings())} sentences, {len(NEVER)} kinds of word that none of them holds")


@pytest.mark.parametrize(
    "text",
    [
        "Please enter a valid date",
        "That failed!",
        "We can’t do this",
        "Contact with mum is on Tuesday",
        "His placement",
        "Your case",
        "The case in case of need",
        "A child protection conference",
        "It takes three days",
        "Kit’s siblings",
    ],
)
def test_such_a_sentence_would_be_found(text: str) -> None:
    assert faults("visits.show.h1", text)


@pytest.mark.parametrize(
    "text",
    [
        "How we contact you",
        "They contact us. Do not contact them first.",
        "Shows less on the screen, in case someone sees it.",
        "No contact order: cannot be chosen",
        "Justice of the peace",
    ],
)
def test_a_plain_sentence_is_left_alone(text: str) -> None:
    assert faults("visits.show.h1", text) == []
