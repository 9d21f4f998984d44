"""Rowe and Bell: Dani and Amira over five weeks, a son and a father who write for themselves, and a cover."""

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.story import Story
from portal.demo.talk_story import TalkStory
from portal.demo.talks.followed import promise_from, said_day, saved_to_record

DANI, MARCUS, KIT, JAY = CAST.dani, CAST.marcus, CAST.kit, CAST.jay
AMIRA, SAM, PRIYA = CAST.amira, CAST.sam, CAST.priya


def tell(story: Story) -> None:
    _dani(story)
    _marcus(story)
    _kit(story)
    _jay(story)


def _dani(story: Story) -> None:
    days, talk = story.days, story.talk(DANI)
    talk.answers(
        AMIRA,
        "Hello Dani. This is Amira. You can write to me here about anything, at any time. I read it on the days "
        "that I work, Monday to Thursday.",
        days.at(-5, MON, 10, 5),
    )
    talk.says("Thank you. It is easier to write than to ring.", days.at(-5, MON, 12, 40))
    talk.says(
        "The damp in the bathroom is back. Kit coughs all night when the wall is wet.",
        days.at(-5, WED, 12, 15),
    )
    coughs = talk.last_seq
    talk.answers(
        AMIRA,
        "I am sorry to hear that, Dani. I will ring housing from your home on Tuesday. Please take some photos of "
        "the wall if you can.",
        days.at(-5, WED, 15, 20),
    )
    talk.says("Do I need to be there for the school bus form? I start work at 5.", days.at(-4, WED, 13, 2))
    talk.answers(AMIRA, "No. I will bring it to you. You only need to sign it.", days.at(-4, WED, 16, 31))
    talk.read_by(DANI, days.at(-4, WED, 19, 12))
    _breakfast_club(talk, story)
    _the_missed_visit(talk, story)
    _shoes(talk, story)
    _around_dani(story, talk, coughs)


def _breakfast_club(talk: TalkStory, story: Story) -> None:
    days = story.days
    talk.says("Did the school say anything about breakfast club?", days.at(-3, TUE, 12, 30))
    talk.quick_reply(AMIRA, days.at(-3, TUE, 16, 50), said_day(days.on(-3, WED)))
    talk.answers(
        AMIRA,
        "Good news. Kit has a place at breakfast club from Monday. It starts at half past 7 and it is free.",
        days.at(-3, WED, 14, 10),
    )
    talk.says("Oh that is brilliant. Thank you!! He will be so happy 😊", days.at(-3, WED, 14, 26))


def _the_missed_visit(talk: TalkStory, story: Story) -> None:
    days = story.days
    talk.says("It is half past 5. Are you still coming?", days.at(-2, TUE, 17, 31))
    talk.says("We waited until 6. I need to cook now.", days.at(-2, TUE, 18, 4))
    talk.answers(
        SAM,
        "Hello Dani. I am Sam, and I read Amira’s messages while she is ill. Nobody told you, and you waited for us. "
        "That was our mistake. I am sorry. Amira will write to you with a new day when she is back.",
        days.at(-2, WED, 9, 40),
        for_=AMIRA,
    )
    talk.says("OK. Thank you for saying that. Tell her to get well.", days.at(-2, WED, 10, 12))
    wrong = talk.answers(
        AMIRA, "Hello. The room is booked for 11. Please bring the blue folder.", days.at(-2, THU, 9, 20)
    )
    talk.took_back(AMIRA, wrong, days.at(-2, THU, 9, 22))
    talk.answers(
        AMIRA,
        "Dani, that message was for a colleague. I sent it here by mistake and took it back. I am better now, and I "
        "am sorry about Tuesday. Can I come next Tuesday at 4pm?",
        days.at(-2, THU, 9, 25),
    )
    talk.says("Yes Tuesday is fine.", days.at(-2, THU, 13, 3))


def _shoes(talk: TalkStory, story: Story) -> None:
    days = story.days
    talk.says(
        "Can I ask you something. Both of them need school shoes and I cannot pay for two pairs this month.",
        days.at(-1, WED, 20, 18),
    )
    shoes = talk.answers(
        AMIRA,
        "Thank you for asking me, Dani. Lots of families find this month hard. I will find out who can help with the "
        "shoes and tell you here.",
        days.at(-1, THU, 9, 35),
    )
    promise_from(
        talk, shoes, KIT, "Find out who can help with school shoes, and write to Dani", days.coming(4)
    )
    talk.says("Thank you.", days.at(-1, THU, 13, 20))
    talk.answers(
        AMIRA,
        "I have shared what we talked about on Tuesday. Tell me if anything in it is wrong.",
        days.at(-1, FRI, 11, 5),
    )
    talk.reached(DANI, days.at(-1, FRI, 11, 5))
    talk.typed(DANI, "About the shoes. Kit takes a size 2 and Jay ", days.at(-1, SAT, 11, 5))


def _around_dani(story: Story, talk: TalkStory, coughs: int) -> None:
    """What staff did beside the conversation: asked, kept one message, and a manager looked once."""
    days = story.days
    question = story.id("internal_note", "shoes")
    note = {"conversation_id": talk.id, "by_id": AMIRA.id}
    story.add(
        "internal_note", id=question, to_id=PRIYA.id, question_id=None, at=days.at(-1, THU, 9, 40), **note,
        body="Can the hardship fund pay for 2 pairs of school shoes for Kit and Jay?",
    )  # fmt: skip
    story.add(
        "internal_note",
        id=story.id("internal_note", "shoes answered"),
        question_id=question,
        to_id=None,
        at=days.at(-1, THU, 11, 15),
        body="Yes, up to 70 pounds. Send me the shop and I will sign it.",
        conversation_id=talk.id,
        by_id=PRIYA.id,
    )
    saved_to_record(talk, coughs, KIT, "What Dani said about the damp and Kit’s cough")
    story.add(
        "manager_reading",
        id=story.id("manager_reading", "rowe"),
        conversation_id=talk.id,
        manager_id=PRIYA.id,
        reason="Dani waited for a visit that did not happen. I want to see what she was told.",
        from_at=days.at(-2, WED, 11),
        until_at=days.at(-2, WED, 13),
    )


def _marcus(story: Story) -> None:
    days, talk = story.days, story.talk(MARCUS)
    talk.says(
        "I only found out about parents evening the day after. Why does nobody tell me?",
        days.at(-3, FRI, 20, 5),
    )
    talk.answers(
        AMIRA,
        "You are right to ask, Marcus. The school did not have your address for letters. I have told them that you "
        "must get every letter that parents get.",
        days.at(-2, MON, 15, 40),
    )
    talk.says("Good. Thank you for sorting it.", days.at(-2, MON, 18, 22))
    talk.answers(
        AMIRA,
        "You are welcome. I have just shared the plan for the next time at the office. It is a Wednesday, at 10:30am.",
        days.at(-1, THU, 13, 50),
    )
    talk.says(
        "OK Wednesday is good. Is there any news about a night when I can see the school play?",
        days.working_ago(2, 16),
    )
    talk.reached(AMIRA, days.working_ago(2, 16))


def _kit(story: Story) -> None:
    days, talk = story.days, story.talk(KIT)
    talk.says("hello amira its kit", days.at(-4, SUN, 11, 20))
    talk.answers(
        AMIRA, "Hello Kit! It is nice to hear from you. How is your dragon book?", days.at(-3, MON, 9, 12)
    )
    talk.says("the dragon is really good. it can fly to the moon", days.at(-3, MON, 16, 44))
    talk.answers(
        AMIRA, "Wow. I would like to see that. You can show me when I come.", days.at(-3, TUE, 9, 31)
    )
    talk.says("there was toast at breakfast club and you can have two 🍞🍞", days.at(-1, MON, 16, 10))
    talk.answers(AMIRA, "Two! That sounds like a good way to start the day.", days.at(-1, TUE, 10, 2))
    talk.read_by(KIT, days.at(-1, TUE, 16, 30))


def _jay(story: Story) -> None:
    days, talk = story.days, story.talk(JAY)
    talk.says("Can I still go to the library on my own?", days.at(-4, TUE, 20, 40))
    talk.answers(
        AMIRA, "Hi Jay. Yes, if you tell someone at home when you will be back.", days.at(-4, WED, 9, 18)
    )
    talk.says("ok", days.at(-4, WED, 16, 2))
    talk.answers(
        AMIRA,
        "Jay, the homework club at the library has closed. I am sorry. I will look for another quiet place. Tell me "
        "if you think of one.",
        days.at(-2, THU, 11, 4),
    )
    talk.says("The café at the pool is quiet after 4. Only you can see this right?", days.at(-2, SUN, 21, 52))
    talk.answers(
        AMIRA,
        "Good idea. I will ask the pool this week. I can see it, and so can Priya, my manager, if she has to, and "
        "whoever reads for me when I am away. Nobody at home can.",
        days.at(-1, MON, 9, 26),
    )
    talk.read_by(JAY, days.at(-1, MON, 17, 15))
