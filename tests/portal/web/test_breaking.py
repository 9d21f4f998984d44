"""Where a long address goes on in the next line."""

from portal.web.breaking import breakable


def test_an_address_breaks_before_its_parts_and_nothing_else_is_added() -> None:
    assert breakable("mia.long_name+box@mail.example.org") == (
        "mia<wbr>.long<wbr>_name<wbr>+box<wbr>@mail<wbr>.example<wbr>.org"
    )
    assert breakable("07700 900401") == "07700 900401"


def test_what_was_typed_stays_text() -> None:
    assert breakable("<b>@x.org") == "&lt;b&gt;<wbr>@x<wbr>.org"
    assert breakable("a&b@x.org") == "a&amp;b<wbr>@x<wbr>.org"
