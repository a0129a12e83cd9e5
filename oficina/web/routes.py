"""Every page of the office, by feature."""

from fastapi import APIRouter

from oficina.web import choosing, public
from oficina.web.access import mine
from oficina.web.access import router as access
from oficina.web.account import keys as own_keys
from oficina.web.account import router as account
from oficina.web.administration import (
    clock,
    firmagob,
    house,
    keys,
    lasting,
    naming,
    numbers,
    people,
    person,
    rights,
    trust,
)
from oficina.web.auditing import router as auditing
from oficina.web.cases import router as cases
from oficina.web.desk import book, lists
from oficina.web.desk import router as desk
from oficina.web.entrance import router as entrance
from oficina.web.entries import correcting
from oficina.web.entries import router as entries
from oficina.web.finding import router as finding
from oficina.web.guiding import router as guiding
from oficina.web.home import router as home
from oficina.web.papers import acts, files, history, own, proving, received, sent
from oficina.web.platform import router as platform
from oficina.web.retention import router as retention
from oficina.web.signing import router as signing
from oficina.web.steering import router as steering
from oficina.web.writing import asking, uploading
from oficina.web.writing import router as writing

ROUTERS: tuple[APIRouter, ...] = (
    public.router,
    choosing.router,
    entrance.router,
    home.router,
    entries.router,
    correcting.router,
    finding.router,
    cases.router,
    retention.router,
    auditing.router,
    steering.router,
    desk.router,
    book.router,
    lists.router,
    signing.router,
    house.router,
    people.router,
    person.router,
    rights.router,
    naming.router,
    numbers.router,
    keys.router,
    firmagob.router,
    lasting.router,
    trust.router,
    account.router,
    own_keys.router,
    clock.router,
    guiding.router,
    platform.router,
    writing.router,
    asking.router,
    access.router,
    mine.router,
    received.router,
    acts.router,
    proving.router,
    own.router,
    history.router,
    sent.router,
    files.router,
    uploading.router,
)
