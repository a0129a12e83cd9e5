from collections.abc import Iterator

import pytest

from oficina.platform import Platform
from tests.offices import Office
from tests.signature.firmagobs import There, a_firmagob, a_small_house, chooses
from tests.signature.people import House


@pytest.fixture
def house(platform: Platform, ministry: Office) -> House:
    return a_small_house(platform, ministry)


@pytest.fixture
def there(platform: Platform, house: House) -> Iterator[There]:
    with a_firmagob(platform, house.ana) as there:
        chooses(there, house.carla)
        there.service.asked.clear()
        yield there
