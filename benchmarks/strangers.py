"""Whether the time of an answer tells that something is there, of which whoever asks may not know.

At every address that takes an id, somebody whom it lets in asks for a thing of another institution (with `--own`, for
one of their own that is hidden from them) and for an id that nothing has, which is asked twice: the second series says
how much two that are the same differ by chance. All three in a new order in each round. Of each address the ranks of
the times are compared (Mann-Whitney), at one in a hundred over all addresses together.
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import machine, office
from tests.isolation.askers import ROLES
from tests.isolation.canaries import LEVELS
from tests.isolation.probing import Pair, of_strangers
from tests.isolation.world import World

THERE, ABSENT, ABSENT_TOO = range(3)
SURE = 0.01
CLOCKS: dict[str, Callable[[], int]] = {"by the clock": time.perf_counter_ns, "of the processor": time.process_time_ns}
Series = list[list[int]]


def main(argv: Sequence[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=40)
    asked.add_argument("--own", action="store_true", help="what is hidden in one's own institution")
    asked.add_argument("--only", default="", metavar="WORD", help="of the addresses, those that have this in them")
    asked.add_argument("--seed", type=int, default=1)
    office.of_servers(asked)
    given = asked.parse_args(argv)
    with office.a_folder() as home, TemporaryDirectory() as papers:
        platform = office.begun(home, **office.settings_of_servers(given))
        world = World(platform, Path(papers), (ROLES,) * 3, (LEVELS,) * 3)
        pairs = [
            pair
            for pair in of_strangers(world.askers, world.things, own=given.own)
            if given.only in str(pair[1].address)
        ]
        chance = random.Random(given.seed)  # noqa: S311 -- an order, and no secret
        took = {str(pair[1].address): timed(pair, given.rounds, chance) for pair in pairs}
        world.close()
        platform.close()
    return sum(compared(name, {each: series[name] for each, series in took.items()}, given) for name in CLOCKS)


def timed(pair: Pair, rounds: int, chance: random.Random) -> dict[str, Series]:
    """Nanoseconds of each of the three, by each clock. What is asked first warms it up, and is not counted."""
    asker, probe = pair
    nothing = probe.of_nothing or probe.of_it
    questions = (probe.of_it, nothing, nothing)
    took: dict[str, Series] = {name: [[], [], []] for name in CLOCKS}
    for turn in range(rounds + 1):
        for which in chance.sample(range(len(questions)), len(questions)):
            question = questions[which]
            begun = {name: clock() for name, clock in CLOCKS.items()}
            asker.ask(probe.address.method, question.path, question.form, dict(probe.address.given) | question.query)
            for name, clock in CLOCKS.items():
                if turn:
                    took[name][which].append(clock() - begun[name])
    return took


def compared(name: str, took: dict[str, Series], given: argparse.Namespace) -> int:
    """How many addresses tell that the thing is there. What two that are the same differ by is told beside it."""
    sure = SURE / max(1, len(took))
    told = {each: chance_of(series[THERE], series[ABSENT]) for each, series in took.items()}
    noise = {each: chance_of(series[ABSENT_TOO], series[ABSENT]) for each, series in took.items()}
    apart = [each for each, chance in told.items() if chance < sure]
    machine.tell(
        f"{len(took)} addresses, {given.rounds} rounds of three, {name}",
        told_apart_from_absent=f"{len(apart)} (aim: 0)",
        absent_from_absent=f"{sum(chance < sure for chance in noise.values())}",
        below_one_in_twenty=f"{sum(each < 1 / 20 for each in told.values())}, of absent from absent "
        f"{sum(each < 1 / 20 for each in noise.values())}",
        median_difference=f"{median(differences(took, THERE)):.1f} µs, of absent from absent "
        f"{median(differences(took, ABSENT_TOO)):.1f}",
        largest=f"{max(differences(took, THERE)):.0f} µs, of absent from absent "
        f"{max(differences(took, ABSENT_TOO)):.0f}",
    )
    for each in apart:
        print(f"    {each}: {median(took[each][THERE]) / 1e3:.0f} and {median(took[each][ABSENT]) / 1e3:.0f} µs")
    return len(apart)


def differences(took: dict[str, Series], which: int) -> list[float]:
    """Microseconds between the medians, of each address."""
    return [abs(median(series[which]) - median(series[ABSENT])) / 1e3 for series in took.values()]


def chance_of(some: Sequence[int], others: Sequence[int]) -> float:
    """How likely two series that are the same differ so much in their ranks (Mann-Whitney, both sides)."""
    every = sorted([*some, *others])
    rank = {each: every.index(each) + 1 + (every.count(each) - 1) / 2 for each in set(every)}
    here, there = len(some), len(others)
    above = sum(rank[each] for each in some) - here * (here + 1) / 2
    spread = math.sqrt(here * there * (here + there + 1) / 12)
    return math.erfc(abs(above - here * there / 2) / spread / math.sqrt(2))


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
