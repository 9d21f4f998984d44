"""The voice of the portal: words that no sentence of the catalogue may hold, whoever reads it."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.pages import catalogue

# Why not, and which words.
NEVER = {
    "begs or blames": r"please|oops|(?:in)?valid|fail(?:ed|s|ure)?|illegal|forbidden",
    "makes little of it": r"just|simply|easily|obviously",
    "shortens a no": r"\w+n[’']t",
    "jargon for being together": r"contact",
    "jargon for a home": r"placements?|setting",
    "jargon for family": r"siblings?",
    "jargon for missing": r"DNA|did not attend|non-attendance|absconded",
    "jargon for telling": r"disclos(?:e[ds]?|ures?)",
    "jargon for a plan": r"CIN|cases?|caseload",
    "jargon for a meeting": r"ICPC|RCPC|LAC|CLA|conferences?",
    "jargon for a helper": r"advocates?|IRO",
    "jargon for a stay": r"respite",
    "jargon for worries": r"risk factors?|concerns?",
    "jargon for finding out": r"assessments?|interventions?",
    "jargon for people": r"professionals?|multi-agency|service users?|clients?",
    "jargon for agreeing": r"engag(?:e[ds]?|ing|ement)|compl(?:y|ied|ies|iance)|non-compliance",
    "a number in letters": r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve",
}
# Reaching somebody is not the jargon for seeing somebody; an order has the name that the court gave it.
REACHING = (
    r"(?:we|us|them|they|who|and|to|not|never|will|{name})\s+contacts?\s+(?:us|them|people|you|whom|{name})"
    r"|safe contact|no[- ]contact(?: order)?"
)
PHRASES = {
    "contact": REACHING,
    "case": r"in case",
}
# The law's own words for its own things: where staff read why a date is what it is, in names of plans and of meetings.
LAW = {"placement", "placements", "conference", "assessment"}
LAWS = ("statutory.", "families.plan.", "meetings.type.")


def strings() -> Iterator[tuple[str, str]]:
    for key in sorted(catalogue().keys):
        for form in catalogue()._forms(key):
            yield (
                key,
                str(form.text if not form.names else form.pattern % tuple(f"{{{n}}}" for n in form.names)),
            )


def faults(key: str, text: str) -> list[str]:
    """What is wrong with one sentence."""
    plain = re.sub("|".join(PHRASES.values()), " ", text, flags=re.IGNORECASE)
    plain = re.sub(r"\{\w+\}", " ", plain)
    found = [
        f"{hit!r} {why}"
        for why, words in NEVER.items()
        for hit in re.findall(rf"(?<!\w)(?:{words})(?!\w)", plain, flags=re.IGNORECASE)
        if not (hit.lower() in LAW and key.startswith(LAWS))
    ]
    if re.search(r"!|\?\?|\.\.\.", text):
        found.append("raises its voice")
    return found


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
