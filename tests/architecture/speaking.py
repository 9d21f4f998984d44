"""How our sentences speak: what is never said, and why."""

import re

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
