from fastapi.testclient import TestClient

from tests.expedientes.test_over_http import CASE, done
from tests.offices import Office, eventually


def test_what_was_just_done_is_found_within_two_seconds(client: TestClient, ministry: Office) -> None:
    """The whole program at work: the act, its job, the index and the search, over HTTP."""
    iuie = done(client, ministry, "/expedientes", CASE)["iuie"]

    eventually(lambda: ministry.get(client, f"/search?q=folio:{iuie}").json()["total"] == 1, seconds=2)
