import pytest
from fastapi.testclient import TestClient

from oficina.app import create_app
from oficina.platform import Platform
from tests.correspondence.houses import House, a_house


@pytest.fixture
def browser(platform: Platform) -> TestClient:
    """No workers beside it: the jobs are done when the test says so."""
    return TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)


@pytest.fixture
def house(platform: Platform) -> House:
    """A ministry with its people."""
    return a_house(platform, "Ministerio de Bienes Nacionales")
