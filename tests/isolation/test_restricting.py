"""What is restricted while others look is shown to nobody from the moment that the act is answered."""

import pytest

from oficina.platform import Platform
from tests.isolation.races import Race


@pytest.mark.once
def test_what_is_restricted_while_others_look_is_not_shown_afterwards(platform: Platform) -> None:
    told = Race(platform, documents=6, lookers=2).run()

    assert told.restricted == 6
    assert told.seen_before > 0, "there was something to be seen"
    assert told.shown_afterwards == []
