"""The long walk of everybody: who is signed in, what they were given, and whether that is theirs."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import uuid4

from portal.demo.cast import EXAMPLESHIRE, Member, id_of
from portal.identity.actor import Kind, StaffRole, audience_of
from portal.web.routes import ROUTES, Audience, Route
from tests.access.crawling import ShownForm, Walk
from tests.access.watched import ANY_ID, Watched
from tests.running import Answer, RunningPortal, Visitor

NEVER_WAS = str(uuid4())


@dataclass
class House:
    """The run: who is signed in, what they saw, and what was found wrong."""

    portal: RunningPortal
    watched: Watched
    ids: Mapping[str, list[tuple[str, str | None]]]
    proving: bool
    visitors: dict[str, Visitor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    nothing_there: dict[tuple[str, str], tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: Counter[str] = field(default_factory=Counter)
    leaks: set[str] = field(default_factory=set)
    found_routes: dict[tuple[str, str], Route | None] = field(default_factory=dict)
    refused: int = 0

    @property
    def family(self) -> set[str]:
        return {str(self.member(who).id) for who in ("dani", "marcus", "jay")}

    @property
    def crossed(self) -> dict[str, set[str]]:
        """Places that Marcus may open, and places that Dani may: things of each are asked for in the other's."""
        talks = {str(id_of(EXAMPLESHIRE, "conversation", who)) for who in ("dani", "marcus")}
        return {
            "visit": {str(self.portal.cast.office_visit), str(self.portal.cast.home_visit)},
            "conversation": talks,
            # Both are asked to it, each to a slot of their own.
            "meeting": {str(self.portal.cast.review_conference)},
        }

    @cached_property
    def visits(self) -> set[str]:
        """All of the family's, and one of each other family's."""
        families = dict(self.ids["visit"])
        own = families[str(self.portal.cast.home_visit)]
        others = {family: visit for visit, family in sorted(families.items())}
        return {visit for visit, family in families.items() if family == own} | set(others.values())

    @cached_property
    def messages(self) -> set[str]:
        start = "id of message "
        return {one.text for one in self.watched.secrets.values() if one.where.startswith(start)}

    @property
    def routes(self) -> list[Route]:
        return list(self.portal.app[ROUTES].values())

    def member(self, who: str) -> Member:
        member = getattr(self.portal.cast, who)
        assert isinstance(member, Member)
        return member

    def audience(self, who: str) -> Audience:
        member = self.member(who)
        return audience_of(Kind(member.kind), StaffRole(member.role) if member.role else None)

    def check(self, who: str, asked: str, answer: Answer) -> None:
        """Notes every string in an answer that this person may not read."""
        me = self.member(who).id
        told = answer.text + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        for secret in self.watched.in_text(told):
            self.seen[secret.text].add(who)
            if me not in secret.may:
                self.leaks.add(f"{who} reads {secret.where} at {asked}")
        if answer.status >= 500:
            self.leaks.add(f"{who} gets {answer.status} at {asked}")

    def may_open(self, who: str, address: str) -> bool:
        """Whether every id in the address is of something that this person may know of."""
        known = [self.watched.secrets[one] for one in ANY_ID.findall(address) if one in self.watched.secrets]
        return NEVER_WAS not in address and all(self.member(who).id in secret.may for secret in known)

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], Route]]:
        return [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path))), route)
            for route in self.routes
        ]

    def route_of(self, method: str, address: str) -> Route | None:
        """Looked for once: each of thirteen people asks for the same addresses."""
        if (method, address) not in self.found_routes:
            path = address.split("?")[0]
            self.found_routes[method, address] = next(
                (
                    route
                    for pattern, route in self.patterns
                    if route.method == method and pattern.fullmatch(path)
                ),
                None,
            )
        return self.found_routes[method, address]


def uniform(answer: Answer) -> tuple[str, Mapping[str, str]]:
    """An answer without what is fresh in every answer."""
    text = re.sub(r'nonce="[^"]*"|name="(csrf|key)" value="[^"]*"', "", answer.text)
    headers = {
        name: re.sub(r"'nonce-[^']*'", "", value) for name, value in answer.headers.items() if name != "Date"
    }
    return text, headers


async def nothing_there(house: House, who: str, method: str) -> tuple[str, Mapping[str, str]]:
    """What this person gets for a visit that never was."""
    if (who, method) not in house.nothing_there:
        visitor, path = house.visitors[who], f"/visits/{uuid4()}"
        answer = await (
            visitor.get(path, follow=False)
            if method == "GET"
            else visitor.send(f"{path}/confirm", fields_for(house, who, None), follow=False)
        )
        assert answer.status == 404
        house.refused += 1
        house.check(who, f"{method} {path}", answer)
        house.nothing_there[who, method] = uniform(answer)
    return house.nothing_there[who, method]


async def never_was(house: House, who: str, method: str, address: str) -> tuple[str, Mapping[str, str]]:
    """What this person gets at the same place for an id that was never given out.

    Whoever runs a meeting is told that a decision is not in its list any more, whatever id they ask for: no row is kept
    of what was left out, so that page tells as little as the other.
    """
    last = ANY_ID.findall(address)[-1]
    head, _, tail = address.rpartition(last)
    path, visitor = f"{head}{uuid4()}{tail}", house.visitors[who]
    answer = await (
        visitor.get(path, follow=False)
        if method == "GET"
        else visitor.send(path, fields_for(house, who, None), follow=False)
    )
    house.refused += answer.status == 404
    return uniform(answer)


async def judge(house: House, who: str, method: str, address: str, answer: Answer) -> None:
    house.counts[f"{method} asked"] += 1
    route = house.route_of(method, address)
    if answer.status == 404:
        house.counts[f"{method} not there"] += 1
        house.refused += route is not None
        if uniform(answer) == await nothing_there(house, who, method):
            return  # The same page as any other that is not there, which was searched once.
        if uniform(answer) != await never_was(house, who, method, address):
            house.leaks.add(f"{who} gets another 404 at {method} {address}")
    house.check(who, f"{method} {address}", answer)
    if answer.status == 404:
        return
    if route is None or not route.audience & (house.audience(who) | Audience.ANYONE):
        house.leaks.add(f"{who} gets {answer.status} at {method} {address}, a page for others")
    elif not house.may_open(who, address):
        house.leaks.add(f"{who} gets {answer.status} at {method} {address}, which is not theirs")


def fields_for(house: House, who: str, form: ShownForm | None) -> dict[str, object]:
    """The form as its own reader saw it, with this person's own proof and a key of its own."""
    fields: dict[str, object] = {}
    for name, value in form.fields if form else ():
        fields[name] = [*fields.get(name, []), value]  # type: ignore[misc]
    return {**fields, "csrf": house.tokens[who], "key": str(uuid4())}
