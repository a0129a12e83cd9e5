import pytest

from tests.search.test_finding import *  # noqa: F403 -- the same tests, on another engine

pytestmark = [pytest.mark.needs_elasticsearch, pytest.mark.once]
