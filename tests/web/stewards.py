"""Whoever runs the platform, at a browser."""

from fastapi.testclient import TestClient
from httpx import Response

from institutions import identity, sessions, stewards
from kernel.actor import PLATFORM
from oficina.app import create_app
from oficina.platform import Platform
from tests.web.desks import key


class Steward:
    """Somebody who runs the platform, at a browser."""

    def __init__(self, platform: Platform, *, guarded: bool = True) -> None:
        self.platform, self.browser = platform, a_browser(platform)
        with platform.database.writing(PLATFORM) as work:
            self.id = stewards.name(work, "Pía Luna", "11.111.111-1").id
            if guarded:
                self.secret = identity.enrol_totp(work, platform.secrets, self.id)
        with platform.database.writing(PLATFORM) as work:
            token = sessions.open_for(work, self.id).token
        self.browser.cookies.set("__Host-oficina", token)
        self.own = {"csrf": platform.secrets.digest("csrf", token)}
        assert self.browser.get("/cargo").headers["location"] == "/plataforma"

    def upload(self, content: bytes) -> Response:
        files = {"conjunto": ("anclas.json", content)} if content else {}
        sent: Response = self.browser.post("/plataforma/anclas", data={**self.own, **key()}, files=files)
        return sent

    def send(self, path: str = "/instituciones", **told: str) -> Response:
        answer: Response = self.browser.post(f"/plataforma{path}", data={**told, **self.own, **key()})
        return answer


def a_browser(platform: Platform) -> TestClient:
    return TestClient(create_app(platform), base_url="https://testserver", follow_redirects=False)
