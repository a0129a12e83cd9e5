"""What is restricted while others look is shown to nobody from the moment that the act is answered."""

from oficina.platform import Platform
from tests.isolation.races import Race

WAYS = 7


def test_what_is_restricted_while_others_look_is_not_shown_afterwards(platform: Platform) -> None:
    told = Race(platform, restrictions=WAYS, lookers=2).run()

    assert len(told.restricted) == WAYS, "in each of the ways in which a right to read may end"
    assert len(told.seen_before) == WAYS, "there was something to be seen"
    assert told.shown_afterwards == []
