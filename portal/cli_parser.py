"""What can be typed after `portal`: its commands, their options, and what `--help` says of each."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from uuid import UUID

from notifications.model import Wording
from portal.clock import LONDON
from portal.new_council import NewCouncil

MANY = 100_000
AS_MIGRATOR = "(DATABASE_URL of role portal_migrator)"
NAME_OR_ID = "its name or id"
COUNCIL = {
    "name": "of the council, as families know it",
    "service_name": "of the portal there; one that tells nothing, for other people may see it",
    "host": "where it is opened, such as kite.example.gov.uk",
    "team": "name of its first team",
    "phone": "of that team",
    "out_of_hours_name": "who answers when the team does not",
    "out_of_hours_phone": "their number",
    "administrator": "name of the first administrator",
    "email": "that the administrator signs in with",
}
# A new parser below one: its name, and what it is for.
Adding = Callable[[str, str], ArgumentParser]


def build_parser() -> ArgumentParser:
    """`command` and, for notify, `question` name what was asked for; the rest are its options."""
    parser = ArgumentParser(
        prog="portal",
        description="The portal for families and their social workers.",
        epilog="Each command says with --help what it takes.",
    )
    adding = _adding_to(parser, "command")
    adding("web", "serve the pages")
    adding("worker", "do what happens on its own: deliver letters, seal the access log, tidy up")
    adding("migrate", f"bring the database to the newest migration {AS_MIGRATOR}")
    adding(
        "restored",
        "after a restore: ends sessions, links, words on paper and recovery codes of the backup, and holds letters "
        f"{AS_MIGRATOR}",
    )
    auditing = adding("audit", "check the sealed access log; prints each council's last seal")
    auditing.add_argument(
        "--since",
        type=Path,
        metavar="FILE",
        help="what an earlier audit printed, or lines of the worker's log: finds a log cut at its end",
    )
    _add_for_operators(adding)
    _add_notify(adding)
    _add_demo(adding)
    return parser


def _adding_to(parser: ArgumentParser, named: str) -> Adding:
    below = parser.add_subparsers(required=True, metavar=named, dest=named)

    def add(name: str, words: str) -> ArgumentParser:
        return below.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")

    return add


def _needs(parser: ArgumentParser, **options: str) -> None:
    """Options that have to be there, with what each is."""
    for name, words in options.items():
        parser.add_argument(f"--{name.replace('_', '-')}", required=True, help=words)


def _add_for_operators(adding: Adding) -> None:
    new = adding("council", f"add a council {AS_MIGRATOR}")
    _needs(new, **{field.name: COUNCIL[field.name] for field in fields(NewCouncil)})
    another = adding(
        "administrator",
        f"add an administrator to a council that has nobody else to say yes to one {AS_MIGRATOR}",
    )
    _needs(another, council=NAME_OR_ID, name="of the person", email="to sign in with")
    taking = adding(
        "take-app", f"take the app for codes from somebody whom no administrator can help {AS_MIGRATOR}"
    )
    _needs(taking, council=NAME_OR_ID, email="they sign in with", why="for the log")


def _add_notify(adding: Adding) -> None:
    asking = _adding_to(adding("notify", "ask GOV.UK Notify (with the worker's settings)"), "question")
    checking = asking("check", "compare the templates at Notify with our letters")
    checking.add_argument("--council", help=f"{NAME_OR_ID}; all of them where nothing is said")
    checking.add_argument(
        "--adopt", action="store_true", help="use the templates that were found, by their names"
    )
    checking.add_argument(
        "--words", action="store_true", help="print what to paste where words are missing or differ"
    )
    using = asking("use", "say under which key a council's letters go")
    _needs(using, council=NAME_OR_ID, key="its name in the file of PORTAL_NOTIFY_KEYS")
    using.add_argument("--text-sender", type=UUID, help="the id of a sender of texts at Notify")
    using.add_argument("--reply-to", type=UUID, help="the id of an e-mail address for answers at Notify")
    sending = asking("send-test", "send one letter with invented values to a colleague")
    _needs(sending, council=NAME_OR_ID, to="a mobile number or an e-mail address; never of a family")
    sending.add_argument("--letter", default="message", help="which letter of the catalogue")
    sending.add_argument(
        "--wording", type=Wording, choices=list(Wording), default=Wording.DISCREET, help="how much it says"
    )
    sending.add_argument("--yes", action="store_true", help="also with a live key")
    resuming = asking(
        "resume", "let letters go again after Notify refused our key or clock, or after a restore"
    )
    _needs(resuming, council=NAME_OR_ID)


def _add_demo(adding: Adding) -> None:
    showing = adding("demo", "a portal full of invented people, with its own database")
    showing.add_argument("--port", type=int, default=8000, help="on this machine alone; 8000 otherwise")
    showing.add_argument("--data", type=Path, default=Path(".demo"), help="its folder; .demo otherwise")
    showing.add_argument(
        "--clock", type=_moment, help="start with the clock turned, for example 2027-03-27T15:00"
    )
    showing.add_argument("--fresh", action="store_true", help="forget the data folder and begin again")
    showing.add_argument(
        "--crowd",
        type=_count,
        default=0,
        metavar="N",
        help="add N pairs of a parent and a worker in each council, signed in: see crowd.json in the data folder",
    )
    showing.add_argument(
        "--event-limit",
        type=_count,
        default=20,
        metavar="E",
        help="how many events one socket may send in 10 seconds",
    )
    showing.add_argument(
        "--second-steps",
        action="store_true",
        help="all staff sign in with a code from an app as well; the first page shows what to put into the app",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MANY:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to {MANY}")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no moment such as 2027-03-27T15:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
