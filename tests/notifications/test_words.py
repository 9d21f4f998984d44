"""What a phone on a table may show: every letter, by every way, in both wordings and languages, as long as it gets."""

import re
from urllib.parse import urlsplit

import pytest

from notifications.catalogue import (
    LANGUAGES,
    LETTERS,
    LONGEST,
    Form,
    MissingValue,
    NoSuchLetter,
    UnfitValue,
    Words,
    fitted,
    forms,
    placeholders,
    template_of,
    text_of,
    values_for,
)
from notifications.gsm import is_gsm, parts, septets
from notifications.model import Channel, Go, Wording
from portal.demo.cast import CAST

EVERY = list(forms())
KEYS = """visit changed cancelled late missed_by_us missed_no_answer message something_to_read views_invite
    views_received pack_ready worker_away welcome card reset number_check""".split()
# Beginnings of words that tell a stranger who writes or why, in English and in Welsh.
TELLING = """child children parent mother father mum dad son daughter brother sister sibling baby carer foster
    worker social department directorate council authority team school nursery teacher hospital doctor health
    address placement safeguard protect conference review assessment visit case plan court police order removal
    disclosure allegation abuse violen harm risk concern safety intervention adoption custody guardian
    famil kinship duty referral advocate interpreter psycholog
    plentyn plant rhiant rhieni mam tad brawd chwaer gofal maeth gweithiwr gweithwyr cymdeithasol adran cyngor
    ysgol meithrin cyfeiriad diogelu amddiffyn cynhadledd adolygiad asesiad ymweliad cynllun llys heddlu perygl
    niwed teulu mabwysiad ysbyty""".split()
NAMES = sorted({part for member in CAST.everybody() for part in (*member.name.split(), member.called)})
TOLD = re.compile(rf"\b(?:(?:{'|'.join(TELLING)})|(?:{'|'.join(map(re.escape, NAMES))})\b)", re.IGNORECASE)
# “Safe” is said to a family of itself; what is kept safe, and from whom, is not.
ENGLISH_LEFTOVERS = re.compile(r"\b(?:you|your|the|call|reply|sign in|appointment)\b", re.IGNORECASE)


def shown(form: Form) -> Words:
    return text_of(
        form.key, form.channel, form.wording, form.language, LONGEST[form.language], two_way=form.two_way
    )


def named(form: Form) -> str:
    return form.name.replace(", ", " ").replace(" ", "-")


def test_the_catalogue_has_every_letter_there_is() -> None:
    assert list(LETTERS) == KEYS
    assert len(EVERY) == len(set(EVERY)) == 184


@pytest.mark.parametrize("form", EVERY, ids=named)
def test_nothing_in_a_letter_tells_a_stranger_anything(form: Form) -> None:
    words = shown(form)
    for seen in (words.title or "", words.body):
        assert not TOLD.search(seen), TOLD.findall(seen)
        assert "do not reply" not in seen.lower()
        assert "no-reply" not in seen.lower()


@pytest.mark.parametrize("form", [form for form in EVERY if form.channel is Channel.TEXT], ids=named)
def test_the_longest_text_is_one_part(form: Form) -> None:
    words = shown(form)
    assert words.title is None
    assert is_gsm(words.body)
    assert septets(words.body) <= 160
    assert parts(words.body) == 1
    assert "((" not in words.body


@pytest.mark.parametrize("form", [form for form in EVERY if form.channel is not Channel.TEXT], ids=named)
def test_emails_have_a_subject_and_post_a_heading_and_a_number_to_hear_it_read(form: Form) -> None:
    words = shown(form)
    assert words.title
    assert len(words.title) <= 40
    assert "((" not in words.title + words.body
    if form.channel is Channel.POST:
        assert words.body.count(LONGEST[form.language]["phone"]) >= 1
        assert (
            words.body.splitlines()[-1]
            == {
                "en": "Would you like this read to you? Call 020 7946 0201 and we will read it out.",
                "cy": "Hoffech chi i rywun ddarllen hwn i chi? Ffoniwch 020 7946 0201 ac fe wnawn "
                "ei ddarllen yn uchel.",
            }[form.language]
        )


def test_subjects_in_a_list_of_emails_are_the_few_that_say_nothing() -> None:
    english = {shown(form).title for form in EVERY if form.channel is Channel.EMAIL and form.language == "en"}
    assert english == {
        "Your appointment",
        "You have a message",
        "Something to read",
        "You have an update",
        "Your link to get started",
        "The link we talked about",
        "The link you asked for",
        "Your link",
    }


@pytest.mark.parametrize("form", [form for form in EVERY if form.wording is Wording.DISCREET], ids=named)
def test_discreet_words_lead_nowhere(form: Form) -> None:
    words = template_of(form)
    leads = {"link"} if form.key in ("welcome", "reset") and form.channel is not Channel.POST else set()
    assert placeholders(words) & {"url", "link"} == leads
    assert not re.search(
        r"sign[- ]in|log ?in|password|message|mewngofnodi|cyfrinair|neges",
        f"{words.title} {words.body}",
        re.IGNORECASE,
    )
    if not leads:
        assert "http" not in words.body


@pytest.mark.parametrize("form", EVERY, ids=named)
def test_every_link_is_the_same_for_all(form: Form) -> None:
    for link in re.findall(r"https?://\S+", shown(form).body):
        path = urlsplit(link.rstrip(".")).path
        assert path == "" or re.fullmatch(r"/sign-in/link/w+", path)


@pytest.mark.parametrize("key", [key for key in LETTERS if LETTERS[key].two_way_possible])
@pytest.mark.parametrize("wording", Wording)
def test_texts_that_can_be_answered_say_how(key: str, wording: Wording) -> None:
    english = text_of(key, Channel.TEXT, wording, "en", LONGEST["en"], two_way=True).body
    welsh = text_of(key, Channel.TEXT, wording, "cy", LONGEST["cy"], two_way=True).body
    assert english.endswith(" Reply 1 coming, 2 another time, 3 call me.")
    assert welsh.endswith(" Atebwch 1 yn dod, 2 amser arall, 3 ffoniwch fi.")


def test_only_what_is_about_a_time_can_be_answered() -> None:
    assert {key for key, kind in LETTERS.items() if kind.two_way_possible} == {"visit", "changed"}
    with pytest.raises(NoSuchLetter):
        text_of("message", Channel.TEXT, Wording.STANDARD, "en", LONGEST["en"], two_way=True)


@pytest.mark.parametrize("form", [form for form in EVERY if form.language == "cy"], ids=named)
def test_welsh_letters_are_welsh(form: Form) -> None:
    assert not ENGLISH_LEFTOVERS.search(template_of(form).body)


@pytest.mark.parametrize("language", ["ti", "ar", "pl", "", "cy-GB"])
def test_people_of_other_languages_get_english(language: str) -> None:
    english = text_of("message", Channel.TEXT, Wording.STANDARD, "en", LONGEST["en"])
    assert text_of("message", Channel.TEXT, Wording.STANDARD, language, LONGEST["en"]) == english


@pytest.mark.parametrize("key", KEYS)
def test_a_letter_knows_what_it_needs_and_how_long_that_can_be(key: str) -> None:
    kind = LETTERS[key]
    asked = [placeholders(template_of(form)) for form in EVERY if form.key == key]
    assert frozenset().union(*asked) == kind.needs
    assert set(kind.values) == set(kind.needs)
    assert kind.secret == ("link" in kind.needs)
    assert kind.title == f"letters.kind.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_is_told_of_one_event_is_not_told_of_another(language: str) -> None:
    """Two letters in the same words would make one look like the other gone wrong."""
    texts = [
        template_of(form).body for form in EVERY if form.channel is Channel.TEXT and form.language == language
    ]
    assert len(set(texts)) == len(texts)


# What goes into the words


def test_a_letter_without_a_value_is_not_written() -> None:
    for empty in ({}, {"day": "Tuesday 3 June", "time": " ", "phone": "020 7946 0201"}):
        with pytest.raises(MissingValue):
            text_of("visit", Channel.TEXT, Wording.DISCREET, "en", empty)


def test_welsh_values_stay_in_one_part() -> None:
    values = {"day": "Dydd Sul 7 Mehefin – Gŵyl", "time": "16:30", "phone": "020\u00a07946\u00a00201"}
    body = text_of("visit", Channel.TEXT, Wording.DISCREET, "cy", values).body
    assert "Dydd Sul 7 Mehefin - Gwyl, 16:30" in body
    assert parts(body) == 1
    assert "?" not in body.replace("Cwestiwn?", "")


@pytest.mark.parametrize("day", ["الثلاثاء 3 يونيو", "ሰሉስ 3 ሰነ", "вторник, 3 июня", "Tuesday 😀"])
def test_a_value_that_no_text_can_say_is_refused_and_not_repeated(day: str) -> None:
    with pytest.raises(UnfitValue) as refused:
        text_of("cancelled", Channel.TEXT, Wording.STANDARD, "en", {"day": day, "phone": "020 7946 0201"})
    assert day not in str(refused.value)
    assert "cancelled text standard en" in str(refused.value)


def test_emails_and_post_carry_any_script() -> None:
    said = {"day": "الثلاثاء 3 يونيو", "phone": "020 7946 0201"}
    assert "الثلاثاء" in text_of("cancelled", Channel.EMAIL, Wording.STANDARD, "en", said).body


@pytest.mark.parametrize("phone", ["020 7946 0201\nSign in at evil.example", "020\x00", "020\x7f"])
@pytest.mark.parametrize("channel", Channel)
def test_a_value_is_one_line(phone: str, channel: Channel) -> None:
    with pytest.raises(UnfitValue):
        text_of("cancelled", channel, Wording.STANDARD, "en", {"day": "Tuesday 3 June", "phone": phone})


def test_a_text_that_would_need_two_parts_is_refused() -> None:
    values = {**LONGEST["en"], "url": "https://" + "long-name." * 6 + "example.gov.uk"}
    with pytest.raises(UnfitValue, match="longer than one text"):
        text_of("visit", Channel.TEXT, Wording.STANDARD, "en", values)
    assert text_of("visit", Channel.EMAIL, Wording.STANDARD, "en", values).body


def test_notify_is_given_only_what_the_words_need() -> None:
    form = Form("visit", Channel.TEXT, Wording.DISCREET, "en")
    assert set(values_for(form, LONGEST["en"])) == {"day", "time", "phone"}


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    values = {"day": "((phone))", "phone": "020 7946 0201"}
    body = text_of("cancelled", Channel.TEXT, Wording.STANDARD, "en", values).body
    assert "on ((phone)) is" in body


def test_a_letter_that_leaves_has_values_that_fit() -> None:
    values = {
        "day": "Dydd Sul 7 Mehefin",
        "phone": "020\u00a07946\u00a00201",
        "url": "https://kite.example.gov.uk",
    }
    go = Go("07700900401", Wording.STANDARD, "cy", values)
    assert fitted("cancelled", Channel.TEXT, go, two_way=False).values == {**values, "phone": "020 7946 0201"}
    assert fitted("cancelled", Channel.EMAIL, go, two_way=False) == go
    with pytest.raises(UnfitValue):
        fitted(
            "cancelled",
            Channel.TEXT,
            Go("07700900401", Wording.STANDARD, "en", {**values, "day": "ሰሉስ"}),
            two_way=False,
        )
    with pytest.raises(MissingValue):
        fitted("visit", Channel.TEXT, go, two_way=True)
