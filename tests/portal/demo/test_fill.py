"""The demonstration's families: complete, true to the cast, and the same whatever day it begins on."""

import time
from datetime import timedelta

import pytest

from portal.clock import LONDON
from portal.db import Connection
from portal.demo.cast import CAST, JOAN_ADDRESS, ROWE_ADDRESS, Cast, Member
from portal.demo.fill import fill
from portal.identity.sign_in_names import read_sign_in_name
from tests.databases import FIRST_DAY, Cluster, Database

# Written only by people who use the portal, never told beforehand.
FILLED_BY_USE = {
    "access_log", "access_seal", "form_draft", "form_post", "known_device", "message_search", "session",
    "sign_in_failure", "kept_copy", "second_step",
    # The demonstration asks for codes only where it is told to.
    "authenticator", "recovery_code",
    # Each council of the story has one manager.
    "change_of_manager",
    # What is urgent in the story was said in messages and on the pages after them.
    "urgent_words",
    # Whoever is asked for, and the help lines that a council changes, come with its first administrators.
    "staff_invitation", "help_line",
    # Letters come with the worker, and the ways to Notify with the start of the demonstration.
    "carrier", "delivery_event", "inbound_text", "last_sign_in", "letter", "letter_look", "letter_template",
    "notify_token", "sign_in_link", "sign_in_link_opening", "trial_letter",
}  # fmt: skip


async def test_every_table_has_something_in_it(told: Connection) -> None:
    tables = await told.fetch(
        """
        SELECT relname FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        """
    )
    names = {row["relname"] for row in tables}
    empty = {name for name in names if not await told.fetchval(f"SELECT EXISTS (SELECT FROM {name})")}
    assert sorted(empty - FILLED_BY_USE) == []
    assert len(names - empty) >= 30


async def test_everybody_of_the_cast_is_there_under_the_same_id(told: Connection) -> None:
    people = {row["id"]: row["name"] for row in await told.fetch("SELECT id, name FROM person")}
    assert people == {one.id: one.name for one in CAST.everybody()}
    councils = {row["service_name"]: row["name"] for row in await told.fetch("SELECT * FROM council")}
    assert councils == {"Kite": "Exampleshire County Council", "Harbour": "Sampleton Borough Council"}
    assert await told.fetchval("SELECT count(*) FROM family") == 7
    assert await told.fetchval("SELECT count(*) FROM team") == 3


@pytest.mark.parametrize("member", CAST.who_sign_in(), ids=lambda one: one.key)
def test_what_is_printed_is_what_the_sign_in_page_reads(member: Member) -> None:
    name = read_sign_in_name(member.sign_in)
    assert name is not None
    assert (name.kind == "card") is (member.sign_in == member.card)


def test_a_card_with_one_wrong_digit_is_no_card() -> None:
    cards = [one.card for one in CAST.everybody() if one.card]
    assert sorted(cards) == ["1194 0285", "4821 7301", "5567 8130", "7306 5518"]
    for card in cards:
        assert read_sign_in_name(card[:-1] + str((int(card[-1]) + 1) % 10)) is None


async def test_a_shared_mobile_signs_in_one_of_the_two(told: Connection) -> None:
    names = await told.fetch("SELECT account_id FROM sign_in_name WHERE name = '+447700900421'")
    assert [row["account_id"] for row in names] == [CAST.rosa.account_id]
    points = await told.fetch("SELECT person_id FROM contact_point WHERE value = '07700 900421'")
    assert {row["person_id"] for row in points} == {CAST.rosa.id, CAST.luca.id}


async def test_no_number_or_address_could_be_anybodys(told: Connection) -> None:
    """Ofcom's numbers for drama, without those to which GOV.UK Notify gives a meaning; reserved domains."""
    for row in await told.fetch("SELECT kind, value FROM contact_point"):
        if row["kind"] == "mobile":
            assert row["value"].startswith("07700 9004")
        else:
            assert row["value"].endswith("@example.com")
    phones = await told.fetch(
        "SELECT phone FROM team UNION SELECT phone FROM council UNION SELECT out_of_hours_phone FROM council"
    )
    assert all(row["phone"].startswith("020 7946 0") for row in phones)
    homes = [row["address"] for row in await told.fetch("SELECT address FROM home")]
    assert all(" ZZ8 " in home or " ZZ9 " in home for home in homes)
    assert {ROWE_ADDRESS, JOAN_ADDRESS} <= set(homes)


async def test_the_former_worker_works_with_nobody_now(told: Connection) -> None:
    worked = await told.fetchrow(
        "SELECT count(*) AS times, count(DISTINCT family_id) AS families FROM involvement AS i "
        "JOIN child_plan AS p ON p.id = i.child_plan_id WHERE i.staff_id = $1", CAST.tom.id,
    )  # fmt: skip
    assert worked is not None
    assert worked["families"] == 6
    assert await told.fetchval("SELECT count(*) FROM staffed_plans($1)", CAST.tom.id) == 0
    assert await told.fetchval("SELECT count(*) FROM staffed_visits($1)", CAST.tom.id) == 0


async def test_who_works_with_whom_today(told: Connection) -> None:
    found = {}
    for staff in (CAST.amira, CAST.sam, CAST.ines, CAST.priya, CAST.helen, CAST.alex, CAST.grace_lim):
        rows = await told.fetch(
            "SELECT DISTINCT f.name FROM staffed_plans($1) AS s JOIN child_plan AS p ON p.id = s.child_plan_id "
            "JOIN family AS f ON f.id = p.family_id", staff.id,
        )  # fmt: skip
        found[staff.key] = {row["name"] for row in rows}
    assert found == {
        "amira": {"Rowe and Bell", "Haile", "Brennan"},
        "sam": {"Costa"},
        "ines": {"Aziz", "Hartley", "Brennan"},
        "priya": {"Rowe and Bell", "Haile", "Costa", "Brennan"},
        "helen": set(),
        "alex": set(),
        "grace-lim": set(),
    }


async def test_next_week_is_as_the_cast_says(told: Connection) -> None:
    home = await told.fetchrow("SELECT * FROM visit WHERE id = $1", CAST.home_visit)
    assert home is not None
    at_home = home["starts_at"].astimezone(LONDON)
    assert (at_home.strftime("%A %H:%M"), at_home.date() - FIRST_DAY) == ("Tuesday 16:00", timedelta(days=8))
    readers = "SELECT person_id FROM visit_reader WHERE visit_id = $1"
    seen_by = {
        visit: {row["person_id"] for row in await told.fetch(readers, visit)}
        for visit in (CAST.home_visit, CAST.office_visit, CAST.unannounced_visit)
    }
    assert seen_by == {
        CAST.home_visit: {CAST.dani.id, CAST.kit.id, CAST.jay.id},
        CAST.office_visit: {CAST.marcus.id},
        CAST.unannounced_visit: set(),
    }
    staffed = {row["id"] for row in await told.fetch("SELECT id FROM staffed_visits($1)", CAST.amira.id)}
    assert seen_by.keys() <= staffed


async def test_each_reads_only_what_was_written_for_them(told: Connection) -> None:
    """Every family person's visits, summaries and promises are those that name them; the order keeps Marcus out."""
    for member in CAST.everybody():
        named = {
            row["visit_id"]
            for row in await told.fetch("SELECT visit_id FROM visit_reader WHERE person_id = $1", member.id)
        }
        shared = {row["id"] for row in await told.fetch("SELECT id FROM shared_visits($1)", member.id)}
        assert shared == named, member.key
    marcus = {row["id"] for row in await told.fetch("SELECT id FROM shared_visits($1)", CAST.marcus.id)}
    assert marcus == {CAST.office_visit, CAST.marcus_last_visit}


async def test_the_hard_cases_are_drawn(told: Connection) -> None:
    states = {row["state"] for row in await told.fetch("SELECT DISTINCT state FROM visit")}
    assert states == {
        "planned", "done", "partly", "called_off", "family_called_off", "missed_by_us", "no_answer", "refused",
    }  # fmt: skip
    assert {row["state"] for row in await told.fetch("SELECT state FROM visit_change_request")} == {
        "open",
        "agreed",
        "kept",
    }
    assert {row["state"] for row in await told.fetch("SELECT state FROM promise")} == {
        "open",
        "done",
        "not_done",
    }
    for table, condition in (
        ("promise", "state = 'open' AND by_on < this_day() AND because IS NOT NULL"),
        ("visit_summary", "version = 2"),
        ("visit_summary", "shared_at IS NULL"),
        ("correction", "kind = 'wrong' AND reply IS NULL"),
        ("correction", "kind = 'wrong' AND reply IS NOT NULL"),
        (
            "visit_summary AS s",
            "EXISTS (SELECT FROM visit_summary WHERE visit_id = s.visit_id AND first_id <> s.first_id)",
        ),
        ("visit_topic", "body ~ '[ሀ-ፐ]'"),
        ("visit_topic", "body ~ '[ء-ي]'"),
        ("visit_topic", "body LIKE '%🪁%'"),
        ("person", "length(name) > 45"),
    ):
        assert await told.fetchval(f"SELECT count(*) FROM {table} WHERE {condition}"), (table, condition)


async def test_filling_is_quick(cluster: Cluster, empty_database: Database) -> None:
    began = time.perf_counter()
    told = await fill(empty_database.dsn(), first_day=FIRST_DAY)
    assert time.perf_counter() - began < 10
    assert isinstance(told, Cast)
