import pytest
from fastapi.testclient import TestClient

from oficina.app import create_app
from oficina.platform import Platform


@pytest.fixture
def browser(platform: Platform) -> TestClient:
    """No workers beside it: the jobs are done when the test says so."""
    return TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
