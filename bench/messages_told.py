"""What the measurement of messages prints, and the results that it writes."""

import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.crowd import Said
from bench.floors.commit import Commits

Result = dict[str, Any]
middle = statistics.median


@dataclass
class Rounds:
    """One server over all rounds: what its crowd said, and processor seconds for 1,000 messages."""

    said: list[Said] = field(default_factory=list)
    web: list[float] = field(default_factory=list)
    postgres: list[float] = field(default_factory=list)

    def of(self, part: Callable[[Said], float]) -> float:
        return middle(part(said) for said in self.said)


@dataclass
class Measured:
    """Everybody by name in the same rounds, and pgbench where it ran in them too: as fast as it goes, and at a pace."""

    rounds: dict[str, Rounds] = field(default_factory=lambda: defaultdict(Rounds))
    commits: list[Commits] = field(default_factory=list)
    paced: list[Commits] = field(default_factory=list)

    @property
    def portal(self) -> Rounds:
        return self.rounds["portal"]

    @property
    def relay(self) -> Rounds:
        return self.rounds["relay"]


def tell_closed(people: int, measured: Measured, *, judged: bool) -> list[Result]:
    ours, floor = measured.portal, measured.relay
    _table(f"{people} people, closed loop", measured)
    rate, at_most = ours.of(lambda said: said.rate), floor.of(lambda said: said.rate)
    results = [_result(f"messages.throughput.{people}", rate, "1/s", at_most)]
    print(f"portal / relay = {rate / at_most:.2f}" + (" (to be at least 0.9)" if judged else ""))
    if judged:
        spent = middle(ours.web) + middle(ours.postgres)
        results.append(_result("messages.cpu.per1000", spent, "s", middle(floor.web)))
    return results


def tell_fixed(people: int, rate: int, measured: Measured, *, judged: bool) -> list[Result]:
    _table(f"{people} people, {rate} messages a second", measured)
    commit, paced = (
        _tell_commits(*one) for one in (("pgbench", measured.commits), ("  paced", measured.paced))
    )
    results = []
    for what in ("ack", "receive"):
        part = _part(what, 1)
        ours, floor = measured.portal.of(part), measured.relay.of(part) + commit
        print(
            f"p95 send→{what}: {ours:.2f} ms; relay {measured.relay.of(part):.2f} + pgbench {commit:.2f} = {floor:.2f};"
            f" portal / floors = {ours / floor:.2f}" + (" (to be at most 1.5)" if judged else "")
        )
        like = {"relay + pgbench at this pace": measured.relay.of(part) + paced}
        if "keeping" in measured.rounds:
            like["the keeping relay"] = measured.rounds["keeping"].of(part)
        print(
            "; ".join(
                f"portal / {name} ({least:.2f} ms) = {ours / least:.2f}" for name, least in like.items()
            )
        )
        if judged:
            results.append(_result(f"messages.{what}.p95.{rate}", ours, "ms", floor))
    return results


def _tell_commits(name: str, commits: list[Commits]) -> float:
    parts = zip(*((one.rate, one.p50, one.p95, one.p99) for one in commits), strict=True)
    a_second, p50, p95, p99 = (float(middle(part)) for part in parts)
    print(
        f"{name:10}{a_second:9.0f}{p50:9.2f}{p95:8.2f}{p99:8.2f}   pgbench, one row a transaction, one client"
    )
    return p95


def _part(what: str, at: int) -> Callable[[Said], float]:
    def part(said: Said) -> float:
        parts: list[float] = getattr(said, what)
        return parts[at]

    return part


def tell_memory(portal: float, relay: float) -> list[Result]:
    print(
        f"\nMemory of an idle connection: portal {portal:.1f} KiB (to be at most 36), relay {relay:.1f} KiB"
    )
    return [_result("messages.memory.idle", portal, "KiB", relay)]


def tell_limit(limit: int, people: int, steady: Said, burst: Said) -> None:
    print(
        f"\nAt the usual limit of {limit} events in 10 s: {people} people, {steady.rate:.0f} messages/s, "
        f"p95 send→ack {steady.ack[1]:.2f} ms, send→receive {steady.receive[1]:.2f} ms, {steady.refused} refused; "
        f"of {burst.messages + burst.refused} from one person at once {burst.messages} kept, {burst.refused} refused"
    )


def _table(title: str, measured: Measured) -> None:
    print(f"\n{title}, medians of {len(measured.portal.said)}")
    print(
        f"{'':10}{'msgs/s':>9}{'ack p50':>9}{'p95':>8}{'p99':>8}{'recv p50':>10}{'p95':>8}{'p99':>8}"
        f"{'web s/1000':>12}{'pg s/1000':>11}{'bytes':>7}{'frames':>8}{'generator':>11}"
    )
    for name, rounds in measured.rounds.items():
        acked = [rounds.of(_part("ack", at)) for at in range(3)]
        heard = [rounds.of(_part("receive", at)) for at in range(3)]
        print(
            f"{name:10}{rounds.of(lambda said: said.rate):9.0f}{acked[0]:9.2f}{acked[1]:8.2f}{acked[2]:8.2f}"
            f"{heard[0]:10.2f}{heard[1]:8.2f}{heard[2]:8.2f}"
            f"{middle(rounds.web):12.3f}{middle(rounds.postgres):11.3f}"
            f"{rounds.of(lambda said: said.bytes_a_message):7.0f}{rounds.of(lambda said: said.frames_a_message):8.2f}"
            f"{rounds.of(lambda said: said.busy):11.0%}"
        )
    for name, rounds in measured.rounds.items():
        bad = sum(said.refused + said.unanswered for said in rounds.said)
        if bad:
            print(f"{name}: {bad} messages were refused or not answered")


def _result(name: str, value: float, unit: str, floor: float) -> Result:
    ratio = round(value / floor, 3)
    return {"name": name, "value": round(value, 3), "unit": unit, "floor": round(floor, 3), "ratio": ratio}
