"""What is told to a page that stays open: asked by whoever may not know, before and after hidden things happen.

The stream has numbers only, so that a word of what is hidden is not all that may leak: a number that moves when
something happens that somebody may not know of tells them that it did.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kernel.rows import new_id
from tests.isolation.askers import Asker
from tests.isolation.canaries import Planted, planted
from tests.isolation.probing import beside
from tests.isolation.world import World
from tests.offices import do_all_jobs

STREAM = "/inicio/eventos"
RESERVED = 4


def told_by_streams(world: World, folder: Path) -> Iterator[str]:
    """Whatever a stream should not have told, by whom. From here on the office ends, so that each tells once."""
    for app in {asker.client.app for asker in world.askers}:
        app.state.pulse.stopped.set()  # type: ignore[attr-defined]
    since = str(new_id())
    before = {asker.name: heard(asker, since) for asker in world.askers}
    house = world.houses[0]
    new = list(planted(world.platform, house, "n", (RESERVED,), folder))
    do_all_jobs(world.platform)
    for asker in world.askers:
        now = heard(asker, since)
        if not any(asker.may(each) or asker.hears_of(each) for each in new) and now != before[asker.name]:
            yield f"{asker.name} heard that something happened: {before[asker.name]} became {now}"
        yield from (f"{asker.name} heard {word}" for _, word in asker.secret([*world.things, *new]) if word in now)
        yield from _by_its_id(asker, asker.hidden([*world.things, *new]))


def heard(asker: Asker, since: str) -> str:
    """All that the stream says, until the office ends."""
    answer = asker.ask("GET", STREAM, query={"desde": since})
    return f"{answer.status_code} {answer.text}"


def _by_its_id(asker: Asker, hidden: Sequence[Planted]) -> Iterator[str]:
    """What came since a hidden entry is what came since one that is not there."""
    for thing in [each for each in hidden if "reception_id" in each.ids and not asker.hears_of(each)][:1]:
        told = [heard(asker, since) for since in (str(thing.subject_id), beside(str(thing.subject_id)))]
        if told[0] != told[1]:
            yield f"{asker.name} heard of a {thing.what} by its id: {told}"
