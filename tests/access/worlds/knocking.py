"""Definitions of functions with one condition taken out, to see that a rule which lost it is noticed."""

import re
from collections import Counter
from collections.abc import Iterator

# What stands on either side of a condition that holds together with others.
_BEFORE, _AFTER = re.compile(r"\bAND\s*(NOT\s*)?$"), re.compile(r"\s*AND\b")


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Where each pair of brackets begins and ends."""
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign == "(":
            opened.append(place)
        elif sign == ")":
            yield opened.pop(), place + 1


def without_one_condition(definition: str) -> Iterator[tuple[str, str]]:
    """Each condition that stands beside others, and the function without it, as the database writes functions down.

    What is said several times is told apart by how often it was said before.
    """
    said: Counter[str] = Counter()
    for start, end in sorted(_groups(definition)):
        if _BEFORE.search(definition[:start]) or _AFTER.match(definition[end:]):
            condition = " ".join(definition[start:end].split())
            said[condition] += 1
            yield f"{condition} {said[condition]}", f"{definition[:start]}(true){definition[end:]}"


# Lines of what judges messages on their way, and what they would be if they forgot something.
SENDING = {
    "send_message": {
        "workers_at(whose, moment, day)": "workers_at(whose, moment, day + 1)",
        "workers_at(whose, moment, day) AS w;": "workers_at(whose, moment + interval '1 hour', day) AS w;",
        "WHEN who IS NULL THEN 'signed-out'": "WHEN false THEN 'signed-out'",
        "WHEN side IS NULL THEN 'not-found'": "WHEN false THEN 'not-found'",
        "WHEN staff IS NULL THEN 'closed'": "WHEN false THEN 'closed'",
        "CASE WHEN whose = who THEN 'family' ELSE": "CASE WHEN false THEN 'family' ELSE",
        "max(w.role) FILTER (WHERE w.staff_id = who)": "max(w.role)",
        "unnest(readers || managers)": "unnest(readers)",
        "CASE WHEN who = ANY (managers) THEN 'manager' END": "'manager'",
        "array_remove(whose || staff, NULL)": "array_remove(ARRAY[whose], NULL)",
        "speaking(ARRAY[spoken_by])": "speaking(ARRAY(SELECT x.id FROM session AS x LIMIT 1))",
    },
    "send_messages": {
        "workers_of_party(c.person_id)": "workers_at(c.person_id, moment, this_day() + 1)",
        "WHEN sender_id IS NULL THEN 'signed-out'": "WHEN false THEN 'signed-out'",
        "WHEN role IS NULL THEN 'not-found'": "WHEN false THEN 'not-found'",
        "WHEN talk.staff IS NULL THEN 'closed'": "WHEN false THEN 'closed'",
        "CASE WHEN talk.person_id = sender_id THEN 'family' END": "NULL",
        "IF talk.staff[spot] = sender_id AND": "IF",
        "unnest(readers || managers)": "unnest(readers)",
        "IF role IS NULL AND sender_id = ANY (managers) THEN": "IF role IS NULL THEN",
        "role IS NULL OR role = 'cover' AND talk.roles[spot] <> 'cover'": "role IS NULL",
    },
}
