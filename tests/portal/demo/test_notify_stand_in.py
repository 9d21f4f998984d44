"""The stand-in for GOV.UK Notify against the real client library, over HTTP: what is taken, and templates."""

from uuid import uuid4

from notifications.catalogue import LONGEST, Form, forms, template_of
from notifications.model import Channel, Wording
from portal.demo.cast import CAST
from tests.notify import RunningNotify
from tests.portal.demo.asking_notify import DANI, VALUES, VISIT, call, refused, text

# What is taken.


async def test_a_text_is_taken_and_found_again_by_id_and_by_reference(notify: RunningNotify) -> None:
    reference = str(uuid4())
    sent = await text(notify, reference=reference)
    assert sent["content"]["body"].startswith("Reminder: appointment on Tuesday 9 June at 4pm.")
    assert sent["content"]["from_number"] == "447700900860"
    assert sent["template"]["id"] == str(notify.template_id(VISIT))
    assert sent["uri"] == f"{notify.url}/v2/notifications/{sent['id']}"
    await notify.settled()
    client = notify.client()
    found = await call(client.get_notification_by_id, sent["id"])
    assert (found["status"], found["reference"], found["phone_number"]) == (
        "delivered",
        reference,
        "447700900401",
    )
    listed = await call(client.get_all_notifications, reference=reference)
    assert [one["id"] for one in listed["notifications"]] == [sent["id"]]
    assert (await call(client.get_all_notifications, reference=str(uuid4())))["notifications"] == []


async def test_an_email_is_taken(notify: RunningNotify) -> None:
    form = Form("visit", Channel.EMAIL, Wording.DISCREET, "en")
    sent = await call(
        notify.client().send_email_notification,
        "Dani.Rowe@example.com",
        str(notify.template_id(form)),
        personalisation=VALUES,
        sanitise_content_for=["day"],
    )
    assert sent["content"]["subject"] == template_of(form).title
    assert [one.to for one in notify.sent("dani.rowe@example.com")] == ["dani.rowe@example.com"]


async def test_post_is_taken_and_has_words_of_its_own_for_how_far_it_got(notify: RunningNotify) -> None:
    form = Form("visit", Channel.POST, Wording.STANDARD, "en")
    address = {
        "address_line_1": "Dani Rowe",
        "address_line_2": "27 Quillfeather Row",
        "address_line_3": "ZZ9 4KT",
    }
    notify.pace.arrives_after = 0.2
    sent = await call(
        notify.client().send_letter_notification,
        str(notify.template_id(form)),
        VALUES | address,
        "a-reference",
    )
    client = notify.client()
    assert (await call(client.get_notification_by_id, sent["id"]))["status"] == "accepted"
    await notify.settled()
    found = await call(client.get_notification_by_id, sent["id"])
    assert (found["status"], found["line_3"], found["type"]) == ("received", "ZZ9 4KT", "letter")
    assert (await call(client.get_all_notifications, status="received"))["notifications"] == [found]


async def test_the_same_reference_can_be_used_twice_as_at_notify(notify: RunningNotify) -> None:
    first, second = await text(notify, reference="one"), await text(notify, reference="one")
    listed = await call(notify.client().get_all_notifications, reference="one")
    assert [one["id"] for one in listed["notifications"]] == [second["id"], first["id"]]


async def test_every_letter_of_the_catalogue_is_taken_with_its_longest_values(notify: RunningNotify) -> None:
    client = notify.client()
    address = {"address_line_1": "A", "address_line_2": "B", "address_line_3": "ZZ9 4KT"}
    for form in forms():
        values, template = dict(LONGEST[form.language]), str(notify.template_id(form))
        if form.channel is Channel.TEXT:
            await call(client.send_sms_notification, DANI, template, personalisation=values)
        elif form.channel is Channel.EMAIL:
            await call(client.send_email_notification, "a@example.com", template, personalisation=values)
        else:
            await call(client.send_letter_notification, template, values | address)
    assert len(notify.sent()) == len(list(forms()))
    assert {one.template_name for one in notify.sent() if one.parts > 1} == set()


async def test_all_that_was_sent_comes_in_pages(notify: RunningNotify) -> None:
    client, template = notify.client(), str(notify.template_id(VISIT))

    def send_many() -> None:
        for number in range(260):
            client.send_sms_notification(DANI, template, personalisation=VALUES, reference=str(number))

    await call(send_many)
    page = await call(client.get_all_notifications)
    assert len(page["notifications"]) == 250
    assert page["links"]["current"] == f"{notify.url}/v2/notifications"
    assert page["notifications"][-1]["id"] in page["links"]["next"]
    everything = await call(lambda: list(client.get_all_notifications_iterator(template_type="sms")))
    assert [one["reference"] for one in everything] == [str(number) for number in reversed(range(260))]


async def test_each_council_sees_only_its_own(notify: RunningNotify) -> None:
    sent = await text(notify, reference="mine")
    other = notify.client(CAST.sampleton)
    assert (await refused(other.get_notification_by_id, sent["id"]))[:2] == (404, "NoResultFound")
    assert (await call(other.get_all_notifications, reference="mine"))["notifications"] == []
    template = str(notify.template_id(VISIT))
    assert await refused(other.send_sms_notification, DANI, template, VALUES) == (
        400, "BadRequestError", "Template not found",
    )  # fmt: skip


# Templates.


async def test_templates_can_be_read_listed_and_previewed(notify: RunningNotify) -> None:
    client, template = notify.client(), str(notify.template_id(VISIT))
    read = await call(client.get_template, template)
    assert (read["name"], read["type"], read["version"]) == (VISIT.name, "sms", 1)
    assert set(read["personalisation"]) == {"day", "time", "url", "phone"}
    texts = await call(client.get_all_templates, "sms")
    assert {one["type"] for one in texts["templates"]} == {"sms"}
    everything = (await call(client.get_all_templates))["templates"]
    assert {one["name"] for one in everything} == {form.name for form in forms()}
    shown = await call(client.post_template_preview, template, VALUES)
    assert "Tuesday 9 June" in shown["body"]
    assert shown["subject"] is None


async def test_a_changed_template_is_a_new_version_and_the_old_can_be_read(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    before = template_of(VISIT).body
    notify.stand_in.load(service.id, [(VISIT.name, "sms", None, "New: ((day))")])
    client, template = notify.client(), str(notify.template_id(VISIT))
    assert (await call(client.get_template, template))["version"] == 2
    assert (await call(client.get_template_version, template, 1))["body"] == before
    assert (await refused(client.get_template_version, template, 7))[0] == 404
    assert (await refused(client.get_template, str(uuid4())))[:2] == (404, "NoResultFound")


async def test_words_after_a_flag_show_only_where_it_says_yes(notify: RunningNotify) -> None:
    service = notify.of(CAST.exampleshire).service
    notify.stand_in.load(
        service.id, [("flag", "sms", None, "Come((late?? a little later)) on ((Day_name)).")]
    )
    template, client = str(service.template_named("flag").id), notify.client()
    for flag, shown in (("yes", "Come a little later on Monday."), ("no", "Come on Monday.")):
        values = {"late": flag, "day name": "Monday"}
        assert (await call(client.post_template_preview, template, values))["body"] == shown
