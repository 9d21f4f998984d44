"""One part of a story, as it is typed."""

from portal.my_story.model import MOST_LETTERS
from portal.web.fields import AtMost, HiddenField, TextAreaField
from portal.web.forms import Form


class PartForm(Form):
    """`seen`: which saving of this part the page was filled in from. `then`: where the page was opened from."""

    body = TextAreaField("my_story.part.called", validators=[AtMost(MOST_LETTERS, "my_story.e_long")])
    seen = HiddenField(default="0")
    then = HiddenField()


def form_for(key: str) -> type[PartForm]:
    """The same form, asking for this part."""
    asked = TextAreaField(f"my_story.part.{key}", validators=[AtMost(MOST_LETTERS, "my_story.e_long")])
    return type("AskedForm", (PartForm,), {"body": asked})
