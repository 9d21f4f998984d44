"""The papers of Exampleshire's meetings: a report in two versions, one shared late, one that is still to come."""

from portal.demo.cast import CAST, EXAMPLESHIRE, JOAN_ADDRESS, ROWE_ADDRESS
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.papers.papers_story import PaperStory, leaves_out
from portal.demo.story import Story

AMIRA, INES = CAST.amira, CAST.ines
DANI, MARCUS, KIT, JAY = CAST.dani, CAST.marcus, CAST.kit, CAST.jay


def tell_papers(story: Story) -> None:
    """Only where the demonstration tells what people wrote."""
    if story.council == EXAMPLESHIRE:
        for tell in (_rowe_report, _rowe_short, _rowe_group, _aziz, _hartley, _brennan):
            tell(story)


def _rowe_report(story: Story) -> None:
    """Both parents read it, each without the other’s things. Dani found a mistake, which was put right."""
    days, review = story.days, CAST.review_conference
    street = ROWE_ADDRESS.split(", ", 1)[1]
    leaves_out(story, review, MARCUS, AMIRA, days.at(-1, TUE, 10, 5), [
        "Quillfeather Row", street, "Flat 3", "Larch House", "Beech Room", "Elmtree Primary School", "Elmtree",
        "Dr Osei", "Bus 14", "Bea Rowe", "Thursday 25 June",
    ])  # fmt: skip
    leaves_out(story, review, DANI, AMIRA, days.at(-1, TUE, 10, 10), [
        "Oatbarrow Mews", "Exampleton Library", "Devon Clarke", "Friday 26 June",
    ])  # fmt: skip
    report = PaperStory(story, "rowe report", review, AMIRA, "report", "Report for the review")
    well = (
        "well",
        "Kit gets up on his own now. He goes to the breakfast club at Elmtree Primary School four times a week.",
    )
    jay = (
        "jay",
        "Jay does well in coding. Jay asked us to ask first before we talk to the school, and we do.",
    )
    wall = (
        "wall",
        "The wall in the flat at Quillfeather Row is wet. Dr Osei says that it makes Kit’s cough worse.",
    )
    seeing = (
        "seeing",
        "Kit and Jay see their dad every second week. Marcus has finished the course for fathers.",
    )
    late = (
        "Kit was late for school {} times since the last review. Dani told us about each one on the same day."
    )
    mornings = "Some mornings are hard for Dani. She cannot keep to a plan when she has not slept."
    we_think = (
        "think",
        "We think that the plan should go on until autumn. Then we look again. We hope that it can end.",
    )
    report.version(
        days.at(-1, TUE, 10), ("# well", "What is going well"), well, jay, ("# worried", "What worries us"),
        ("late", late.format(9)), wall, ("mornings", mornings), ("old", "A neighbour called us about noise in spring."),
        ("# seeing", "Seeing Dad"), seeing, ("# next", "What we think should happen"), we_think,
        shared=days.at(-1, TUE, 11),
    )  # fmt: skip
    report.version(
        days.at(-1, FRI, 14), ("# well", "What is going well"), well, jay, ("# worried", "What worries us"),
        ("late", late.format(3)), wall, ("mornings", mornings), ("# seeing", "Seeing Dad"), seeing,
        ("# next", "What we think should happen"), we_think, shared=days.at(-1, FRI, 14, 30),
    )  # fmt: skip
    report.read_by(DANI, MARCUS, JAY, shown=days.at(-1, TUE, 11))
    report.opened(DANI, 1, days.at(-1, TUE, 12, 40))
    report.opened(MARCUS, 1, days.at(-1, SAT, 14, 58))
    wrong = report.says(
        DANI, "wrong", "late", "It was 3 times, not 9. The school has the list.", days.at(-1, TUE, 12, 55)
    )
    report.answers(
        wrong, AMIRA, "You are right. I counted the days of another child. It says 3 now. I am sorry.",
        days.at(-1, FRI, 14, 31),
    )  # fmt: skip
    report.says(
        DANI, "differently", "mornings", "I do keep to the plan. The cough at night is hard: nobody sleeps then.",
        days.at(-1, TUE, 13, 2),
    )  # fmt: skip
    gone = report.says(
        DANI, "wrong", "old", "That was the flat above us. I called too.", days.at(-1, TUE, 13, 6)
    )
    report.answers(gone, AMIRA, "Thank you. I have taken it out.", days.at(-1, FRI, 14, 32))
    report.says(
        MARCUS, "differently", "seeing", "Every second week is not enough. I asked for every week.",
        days.at(-1, SAT, 15, 12),
    )  # fmt: skip
    story.add_with_id(
        "meeting_ask", meeting_id=review, person_id=DANI.id, paper_id=report.id, kind="explain",
        at=days.at(-1, SUN, 20, 15),
    )  # fmt: skip


def _rowe_short(story: Story) -> None:
    """One page, for everybody, in words that Kit can read."""
    days = story.days
    short = PaperStory(story, "rowe short", CAST.review_conference, AMIRA, "other", "The report in short")
    short.version(
        days.at(-1, FRI, 15), ("well", "Mornings are good now. Kit goes to breakfast club. Jay is happy with coding."),
        ("hard", "The wall is wet. Kit coughs."), ("next", "We want to help until autumn. Then we ask again."),
        shared=days.at(-1, FRI, 15, 5),
    ).read_by(DANI, MARCUS, KIT, JAY, shown=days.at(-1, FRI, 15, 5))  # fmt: skip
    agenda = PaperStory(story, "rowe agenda", CAST.review_conference, AMIRA, "agenda", "What we talk about")
    agenda.version(
        days.at(-1, THU, 16), ("first", "How the last 6 months were. What helps. What comes next.")
    )
    agenda.read_by(DANI, KIT, JAY, shown=None)


def _rowe_group(story: Story) -> None:
    """Shared the day before: too late, and it says so."""
    days = story.days
    plan = PaperStory(story, "rowe plan", CAST.core_group, AMIRA, "plan", "The plan so far")
    plan.version(
        days.at(-3, TUE, 9), ("who", "The school calls about breakfast club. Amira asks housing about the wall."),
        ("when", "Both by the end of May."), shared=days.at(-3, TUE, 16, 40),
    ).read_by(DANI, shown=days.at(-3, TUE, 16, 40))  # fmt: skip
    story.add_with_id(
        "meeting_ask", meeting_id=CAST.core_group, person_id=DANI.id, paper_id=plan.id, kind="more_time",
        at=days.at(-3, TUE, 18), reply="We took the first 10 minutes to read it together.", done_by=AMIRA.id,
        done_at=days.at(-3, WED, 11),
    )  # fmt: skip


def _aziz(story: Story) -> None:
    days, review = story.days, CAST.aziz_review
    house = JOAN_ADDRESS.split(", ")
    leaves_out(
        story,
        review,
        CAST.leila,
        INES,
        days.at(-1, MON, 15, 20),
        ["Pike", *house[:2], house[-1], "Birch Class"],
    )
    report = PaperStory(story, "aziz report", review, INES, "report", "How Omar is")
    report.version(
        days.at(-1, MON, 15),
        ("home", "Omar has lived with Joan Pike since winter. He has his own room at The Lodge."),
        ("school", "In Birch Class he reads aloud. He hums when he is happy."),
        ("mum", "He sees his mum on Fridays. He is quiet before, and talks about the songs after."),
        ("next", "We want to make Fridays longer, and see how Omar is."), shared=days.at(-1, MON, 15, 30),
    ).read_by(CAST.joan, CAST.leila, shown=days.at(-1, MON, 15, 30))  # fmt: skip
    report.opened(CAST.joan, 1, days.at(-1, TUE, 19, 50))


def _hartley(story: Story) -> None:
    days = story.days
    plan = PaperStory(story, "hartley plan", CAST.hartley_review, INES, "plan", "Your pathway plan")
    plan.version(
        days.at(-1, WED, 12), ("home", "The room: we ask for one on a quieter floor."),
        ("money", "The bus pass: paid for by us until it comes."), ("study", "College: a laptop on loan since April."),
        shared=days.at(-1, WED, 12, 10),
    ).read_by(CAST.sol, shown=days.at(-1, WED, 12, 10))  # fmt: skip
    plan.opened(CAST.sol, 1, days.at(-1, WED, 21, 12))
    plan.says(
        CAST.sol, "wrong", "study", "The laptop came in May, and it is too slow.", days.at(-1, WED, 21, 20)
    )


def _brennan(story: Story) -> None:
    """Named for it, and it is not shared yet."""
    days = story.days
    paper = PaperStory(story, "brennan report", CAST.brennan_review, AMIRA, "report", "How the help works")
    paper.version(
        days.at(-1, THU, 11), ("nights", "The night nurse comes on 4 nights. The baby sleeps longer.")
    )
    paper.read_by(CAST.grace, shown=None)
