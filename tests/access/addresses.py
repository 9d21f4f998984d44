"""Every address that somebody could ask for: those that people are shown, and each route with each id."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import asyncpg

from tests.access.house import NEVER_WAS, House
from tests.access.watched import ANY_ID

# Names of ids in addresses, and the table that they are of.
ID_TABLES = {
    "visit_id": "visit", "topic_id": "visit_topic", "summary_id": "visit_summary", "correction_id": "correction",
    "person_id": "person", "request_id": "visit_change_request", "plan_id": "child_plan", "child_id": "person",
    "advocate_id": "person", "promise_id": "promise", "family_id": "family", "session_id": "session",
    "restriction_id": "restriction", "relationship_id": "relationship", "involvement_id": "involvement",
    "home_id": "home", "contact_id": "contact_point", "contact_point_id": "contact_point", "team_id": "team",
    "point_id": "contact_point",
    "conversation_id": "conversation", "message_id": "message", "word_id": "safety_word",
    "time_id": "visit_offered_time", "note_id": "visit_note", "item_id": "visit_ready_item",
    "contribution_id": "contribution", "sharing_id": "contribution_sharing",
    "absence_id": "absence", "change_id": "change_of_worker",
    "meeting_id": "meeting", "ask_id": "meeting_ask", "worry_id": "meeting_worry",
    "paper_id": "paper", "comment_id": "paper_comment", "redaction_id": "redaction", "key": "paper_paragraph",
    "decision_id": "decision", "agreed_id": "meeting_agreed", "view_id": "different_view",
    "reply_id": "inbound_text", "token_id": "notify_token", "opener_id": "person", "invitation_id": "staff_invitation",
    "line_id": "help_line",
}  # fmt: skip
# The same name of another thing in these folders.
ELSEWHERE = {
    ("/staff/messages/", "note_id"): "internal_note",
    ("/staff/urgent/", "item_id"): "urgent_item",
}
# Of things that there are hundreds of, so many stand for all: they are told apart by nothing that is looked at.
MOST_OF_A_KIND = {"message": 1, "safety_word": 5, "contribution": 7, "paper_paragraph": 1}
# Show on purpose how everybody of the invented cast signs in, and everybody's phone; no portal but the demonstration
# has them.
THE_DEMONSTRATION = frozenset({"/demonstration", "/demo/phones", "/demo/phones/now"})
NO_LINK = "2" * 22


async def ids_of(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[tuple[str, str | None]]]:
    """By table: every id, and the visit or conversation that it belongs to; for a visit, its family."""
    found = {}
    for table in {*ID_TABLES.values(), *ELSEWHERE.values()}:
        of = (
            "t ->> 'family_id'"
            if table == "visit"
            else "coalesce(t ->> 'visit_id', t ->> 'conversation_id', t ->> 'meeting_id')"
        )
        # Parts of papers are told apart by their keys.
        one = "coalesce(t ->> 'id', t ->> 'key')"
        rows = await owner.fetch(
            f"SELECT {one} AS id, {of} AS place FROM (SELECT to_jsonb(t) AS t FROM {table} AS t) AS t ORDER BY 1"
        )
        found[table] = [(row["id"], row["place"]) for row in rows]
        if table in MOST_OF_A_KIND:
            found[table] = few_of_each(found[table], MOST_OF_A_KIND[table])
    return found


def few_of_each(rows: list[tuple[str, str | None]], most: int) -> list[tuple[str, str | None]]:
    """The first so many of each place."""
    times: Counter[str | None] = Counter()
    kept = []
    for one, place in rows:
        times[place] += 1
        if times[place] <= most:
            kept.append((one, place))
    return kept


def table_of(path: str, name: str) -> str:
    for (folder, same), table in ELSEWHERE.items():
        if path.startswith(folder) and name == same:
            return table
    return ID_TABLES[name]


def filled_in(path: str, house: House) -> Iterator[str]:
    """A route's address for every id of the family, some of the others', and one that never was.

    Where an address holds two ids, each second one also stands behind a visit that is not its own: Marcus's, who may
    open that, and Dani's, who may open this.
    """
    # Which page of a journey is no id of anything; nor is the secret of a link, which is told from all others by none.
    path = (
        path.replace("{step}", "1")
        .replace("{token}", NO_LINK)
        .replace("{kind}", "again")
        .replace("{number}", "1")
    )
    names = re.findall(r"\{(\w+)\}", path)
    unknown = set(names) - set(ID_TABLES)
    assert not unknown, f"{path}: say in ID_TABLES whose ids {unknown} are"
    if not names:
        yield path
        return
    first, *more = names
    table = table_of(path, first)
    firsts = {one for one, _ in house.ids[table] if table != "visit" or one in house.visits}
    if path.startswith("/staff/together/"):
        # One journey's many pages, which all ask the same first: the family's people stand for everybody.
        firsts &= house.family
    for one in [*sorted(firsts), NEVER_WAS]:
        begun = path.replace(f"{{{first}}}", one)
        if not more:
            yield begun
    known = {one for one, _ in house.ids[table]} & (house.visits if table == "visit" else firsts)
    for second, place in house.ids[table_of(path, more[0])] if more else ():
        if table in house.crossed:
            places = {place, *house.crossed[table]} if place in known else set()
            if table == "meeting" and place is None:
                places = house.crossed[table]
        else:
            places = house.family if table == "person" else firsts
        for one in places:
            begun = path.replace(f"{{{first}}}", str(one)).replace(f"{{{more[0]}}}", second)
            # What stands behind two others: one of its kind, which is somebody's.
            for third in more[1:]:
                own = (
                    sorted(house.family) if third == "person_id" else [house.ids[table_of(path, third)][0][0]]
                )
                begun = begun.replace(f"{{{third}}}", own[0])
            yield begun


def gather(house: House, watched: Iterable[str]) -> dict[str, list[str]]:
    """Every address that the watched can open or post to, and every route with every id of their family."""
    found: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for who in watched:
        found["GET"] |= set(house.walks[who].answers)
        found["POST"] |= set(house.walks[who].forms)
    few = {one for one, _ in house.ids["message"]}
    for method, addresses in found.items():
        found[method] = {one for one in addresses if few >= set(ANY_ID.findall(one)) & house.messages}
    found["GET"] -= THE_DEMONSTRATION
    for route in house.routes:
        if "{" in route.path:
            found[route.method] |= set(filled_in(route.path, house))
        elif route.method == "GET" and route.path not in {"/exit", "/sign-out", *THE_DEMONSTRATION}:
            found["GET"].add(route.path)
    return {method: sorted(addresses) for method, addresses in found.items()}
