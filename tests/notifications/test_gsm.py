"""How phone networks count: characters of the GSM alphabet, and the parts that a text is cut into."""

import pytest

from notifications.gsm import NotGsm, gsm_form, is_gsm, parts, septets


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Hello", 5),
        ("£5 @ 4pm", 8),
        ("[a]", 5),
        ("€", 2),
        ("{}\\~|^", 12),
        ("àéùìò", 5),
        ("line\nline", 9),
    ],
)
def test_brackets_and_the_euro_count_two(text: str, length: int) -> None:
    assert septets(text) == length


@pytest.mark.parametrize("text", ["ŵ", "ŷ", "â", "á", "ç", "’", "–", "\u00a0", "ሰላም", "مرحبا", "😀", "`"])
def test_what_no_plain_text_can_say_is_known(text: str) -> None:
    assert not is_gsm(text)
    with pytest.raises(NotGsm):
        septets(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 918, 6),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # 153 is odd: a character that counts two is not cut, so a part of such characters holds 76.
        ("€" * 153, 3),
        ("ŵ" * 70, 1),
        ("ŵ" * 71, 2),
        ("ŵ" * 134, 2),
        ("ŵ" * 135, 3),
        ("a" * 69 + "ŵ", 1),
        ("a" * 70 + "ŵ", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_long_texts_are_cut_as_networks_cut_them(text: str, count: int) -> None:
    assert parts(text) == count


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("dydd Sul 7 Mehefin", "dydd Sul 7 Mehefin"),
        ("Siân a Gŵyl Fŷs", "Sian a Gwyl Fys"),
        ("it’s 4pm – or “later”…", 'it\'s 4pm - or "later"...'),
        ("4\u00a0pm", "4 pm"),
        ("Łódź, ﬁne", "Lodz, fine"),
        # What is of the alphabet keeps its marks.
        ("àéèìòùÄÖÑÜäöñü", "àéèìòùÄÖÑÜäöñü"),
        # A letter and its mark sent apart are one letter.
        ("e\u0301", "é"),
        ("w\u0302", "w"),
    ],
)
def test_letters_with_marks_become_their_plain_neighbours(said: str, plain: str) -> None:
    assert gsm_form(said) == plain
    assert is_gsm(plain)


@pytest.mark.parametrize("text", ["ሰላም", "مرحبا", "Здравствуйте", "😀", "你好", "ਸਤਿ"])
def test_other_scripts_are_refused_and_never_become_question_marks(text: str) -> None:
    with pytest.raises(NotGsm) as refused:
        gsm_form(text)
    assert text not in str(refused.value)
