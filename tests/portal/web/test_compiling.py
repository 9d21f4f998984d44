"""Templates as our own writer compiles them say the same as Jinja's own would."""

from collections.abc import Mapping

import pytest
from jinja2 import DictLoader, Environment, UndefinedError
from markupsafe import Markup

from portal.web.compiling import PageEnvironment
from portal.web.messages import Catalogue, MissingMessage, read_catalogues

HOSTILE = ("<b>&\"'</b>", Markup("<bdi>8</bdi>"), 7, None, "100 %s {worker}")


def both(words: Catalogue, templates: Mapping[str, str]) -> tuple[Environment, Environment]:
    """Jinja's environment and ours, alike but for the compiling."""
    made = []
    for kind in (Environment, PageEnvironment):
        env = kind(loader=DictLoader(templates), autoescape=True)
        env.globals.update(words=words, t=words.t, tn=words.tn, asset=lambda name: f"/assets/{name}")
        made.append(env)
    return made[0], made[1]


def same(words: Catalogue, source: str, /, **values: object) -> str:
    plain, ours = both(words, {"page": source})
    text = ours.get_template("page").render(values)
    assert text == plain.get_template("page").render(values)
    return text


def test_every_sentence_reads_as_the_catalogue_fills_it_in() -> None:
    words = read_catalogues(strict=True)["en"]
    told = 0
    for key in sorted(words.keys):
        sentence = words.sentence(key)
        assert sentence is not None
        values: dict[str, object] = {name: HOSTILE[n % len(HOSTILE)] for n, name in enumerate(sentence.names)}
        given = "".join(f", {name}={name}" for name in values)
        text = same(words, "{{ t(" + repr(key) + given + ") }}", **values)
        assert text == words.t(key, **values)
        told += 1
    print(f"{told} sentences, the same both ways")
    assert told > 500


WORDS = Catalogue(
    "en",
    {
        "plain": ("Fish & chips",),
        "one": ("From {worker}.",),
        "two": ("{worker} < {day}",),
        "many": ("{count} day", "{count} days"),
    },
    strict=True,
)


def test_a_sentence_within_a_sentence_is_escaped_once() -> None:
    assert same(WORDS, '{{ t("two", worker=t("plain"), day=t("one", worker=who)) }}', who="A & B") == (
        "Fish &amp; chips &lt; From A &amp; B."
    )


def test_values_that_a_sentence_has_no_place_for_are_left_out() -> None:
    assert same(WORDS, '{{ t("one", worker="Jo", day="Monday") }}') == "From Jo."


def test_a_key_that_is_chosen_while_the_page_is_made_is_looked_up_then() -> None:
    assert (
        same(WORDS, '{{ t("one" if yes else "two", worker=w, day="<") }}', yes=False, w="Jo")
        == "Jo &lt; &lt;"
    )
    assert same(WORDS, '{{ tn("many", n) }}', n=2) == "2 days"
    assert same(WORDS, "{% set x = t('one', worker=w) %}{{ x }}{{ w }}", w="<") == "From &lt;.&lt;"


@pytest.mark.parametrize("value", [*HOSTILE, {"name": "<i>", "items": "own"}, ""])
@pytest.mark.parametrize("yes", [True, False])
def test_what_is_chosen_or_put_together_reads_as_ever(value: object, yes: bool) -> None:
    source = """
        {{ t("one" if yes else "plain" if w else "two", worker=w, day=t("plain") if yes else w) }}
        {{ "<" if yes }}{{ w if yes else ("&" ~ w ~ ">") }}{{ "a" ~ w ~ t("plain") ~ "<" }}{{ ("<" ~ 1)|upper }}
        {%- macro link(to) %}<a href="{{ "/visits/" ~ to if yes else "/" }}">{{ caller() if caller }}</a>{% endmacro %}
        {{ link(w ~ "&") }}{% call link("<") %}{{ w ~ "<" if yes else "&" }}{% endcall %}
        {% set kept %}{{ w if yes else t("plain") }}{% endset %}{{ kept ~ "<" }}"""
    same(WORDS, source, w=value, yes=yes)


def test_names_and_parts_that_are_there_or_not_are_found_as_ever() -> None:
    pages = {
        "shell": "{% set h1 = h1 or 'none' %}{{ h1 }}{% block main %}{% endblock %}{{ h1 }}{{ later }}{{ w }}",
        "part": "{{ w }}{{ h1 }}{{ one.name }}{{ nobody is defined }}",
        "page": """{% extends "shell" %}{% set h1 = "<b>" %}{% set later = w %}{% block main %}{% set w = "in" %}{{ w }}
            {{ d.name.real }}{{ d.items }}{{ d.nothing }}{{ d.deep.name }}{{ [d.deep][0].name }}{{ "x".upper() }}
            {% for one in d.all if one.name %}{{ one.name ~ loop.index }}{% include "part" %}{% endfor %}{{ nobody }}
            {{ d.nobody is defined }}{{ h1 }}{% endblock %}""",
    }
    given = {
        "w": "&",
        "d": {"name": 7, "items": 1, "deep": {"name": "<"}, "all": [{"name": "A"}, {}, {"name": 0}]},
    }
    plain, ours = (env.get_template("page") for env in both(WORDS, pages))
    text = plain.render(given)
    assert ours.render(given) == text
    assert "nobody" not in text
    for env in both(WORDS, {"page": "{{ nobody.name }}"}):
        with pytest.raises(UndefinedError):
            env.get_template("page").render()


def test_macros_callers_and_unusual_calls_work_as_ever() -> None:
    source = """
        {%- macro box(look="x") %}<p class="{{ look }}">{{ caller(look) }}</p>{% endmacro -%}
        {% call(look) box(look=w) %}{{ t("one", worker=look) }}{% endcall -%}
        {{ dict(**values)["class"] }}{{ "%s"|format(w) }}{{ missing }}{{ range(3)|join }}{{ asset("a.css") }}
        {%- for n in (1, 2) %}{{ loop.cycle("a", "b") }}{% endfor %}"""
    text = same(WORDS, source, w="<", values={"class": "&"})
    assert text.strip() == '<p class="&lt;">From &lt;.</p>&amp;&lt;012/assets/a.cssab'


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('{{ t("nobody.says") }}', MissingMessage),
        ('{{ t("one") }}', KeyError),
        ("{{ who() }}", UndefinedError),
    ],
)
def test_a_fault_of_a_template_stays_a_fault_of_the_page(source: str, fault: type[Exception]) -> None:
    for env in both(WORDS, {"page": source}):
        page = env.get_template("page")
        with pytest.raises(fault):
            page.render()


def test_a_language_that_lacks_a_sentence_says_it_in_english() -> None:
    welsh = Catalogue("cy", {"one": ("Oddi wrth {worker}.",)}, fallback=WORDS)
    assert (
        same(welsh, '{{ t("one", worker=w) }} {{ t("plain") }}', w="<") == "Oddi wrth &lt;. Fish &amp; chips"
    )
