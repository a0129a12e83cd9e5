"""How long things are kept, over HTTP: the schedule, what holds something meanwhile, and until when each is kept."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from documents.retention import holds, remembering, schedule
from documents.retention.keepable import DOCUMENT, EXPEDIENTE, RECEPTION, Holders, KeptKind, titles
from documents.retention.models import LegalHold, Retained, Scope
from documents.retention.schemas import (
    ChangesView,
    HoldForm,
    HoldView,
    LineView,
    OrderForm,
    RepealForm,
    RuleForm,
    RuleView,
    ThingView,
)
from kernel.http import PROBLEMS, AtDesk, DoOnce, permits, wired
from kernel.pages import After, Limit, Page, paged
from kernel.permissions import Permission
from kernel.work import Work

router = APIRouter(prefix="/retention", tags=["retention"], responses=PROBLEMS)
READER, KEEPER = [permits(Permission.READ)], [permits(Permission.RETAIN)]
AtHolders = Annotated[Holders, wired("holders")]
LARGEST = 2**31 - 1
Before = Annotated[int | None, Query(ge=1, le=LARGEST, description="The `next` of the page before.")]


@router.get("/rules", dependencies=KEEPER)
def rules(desk: AtDesk) -> list[RuleView]:
    """The schedule in force. Of what names a thing, the narrowest decides: its series, else its kind, else the rest."""
    with desk.reading() as work:
        told = schedule.schedule(work)
        return [RuleView.of(told[key]) for key in sorted(told)]


@router.get("/rules/history", dependencies=KEEPER)
def history(desk: AtDesk, before: Before = None, limit: Limit = 50) -> ChangesView:
    """Every change of the schedule, newest first."""
    with desk.reading() as work:
        found = schedule.history(work, before=before, limit=limit + 1)
        rest = found[limit - 1].number if len(found) > limit else None
        return ChangesView(items=[RuleView.of(each) for each in found[:limit]], next=rest)


@router.post("/rules", status_code=201, response_model=RuleView, dependencies=KEEPER)
def rule(form: RuleForm, once: DoOnce) -> Response:
    """Put a rule in force in the place of the one that there was for the same. What was asked is never shortened."""
    return once.act(lambda work: RuleView.of(schedule.rule(work, form.ruling())))


@router.post("/rules/repeal", status_code=201, response_model=RuleView, dependencies=KEEPER)
def repeal(form: RepealForm, once: DoOnce) -> Response:
    """Leave what a rule was for to the next wider one."""
    return once.act(lambda work: RuleView.of(schedule.repeal(work, Scope(form.scope), form.name, form.reason)))


@router.get("/holds", dependencies=KEEPER)
def held(desk: AtDesk, holders: AtHolders, after: After = None, limit: Limit = 50) -> Page[HoldView]:
    """What a trial, an inspection or another cause holds now, oldest first."""
    with desk.reading() as work:
        page = paged(work, holds.holding(work), LegalHold.id, after, limit)
        called = titles(work, holders, [each.subject_id for each in page.items])
        return page.map(lambda hold: HoldView.of(hold, called))


@router.post("/holds", status_code=201, response_model=HoldView, dependencies=KEEPER)
def hold(form: HoldForm, once: DoOnce, holders: AtHolders) -> Response:
    """Hold a document, an expediente or an entry: nothing of it may be deleted while it lasts."""

    def act(work: Work) -> HoldView:
        made = holds.put(work, holders, form.kind, form.id, form.order())
        return _told(work, holders, made)

    return once.act(act)


@router.post("/holds/{hold_id}/lift", status_code=201, response_model=HoldView, dependencies=KEEPER)
def lift(hold_id: UUID, form: OrderForm, once: DoOnce, holders: AtHolders) -> Response:
    """End it by another act. That it was there, why and until when stays."""
    return once.act(lambda work: _told(work, holders, holds.lift(work, holders, None, hold_id, form.order())))


@router.get("/things", dependencies=KEEPER)
def things(
    desk: AtDesk,
    holders: AtHolders,
    kind: KeptKind | None = None,
    over_by: Annotated[date | None, Query(description="Those whose term is over on this day.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[LineView]:
    """What is finished and until when it is kept; past it, somebody decides by an act: the program deletes nothing."""
    with desk.reading() as work:
        page = paged(work, remembering.remembered(work, kind=kind, over_by=over_by), Retained.subject_id, after, limit)
        ids = [each.subject_id for each in page.items]
        called, stopped = titles(work, holders, ids), holds.held_among(work, ids)
        return page.map(lambda row: LineView.of(row, called, held=row.subject_id in stopped))


@router.get("/documents/{document_id}", dependencies=READER)
def of_document(document_id: UUID, desk: AtDesk, holders: AtHolders) -> ThingView:
    """Until when a document is kept, counted from its last signature, and what holds it."""
    return _thing(desk, holders, DOCUMENT, document_id)


@router.get("/expedientes/{expediente_id}", dependencies=READER)
def of_expediente(expediente_id: UUID, desk: AtDesk, holders: AtHolders) -> ThingView:
    """Until when an expediente is kept, counted from its closing, and what holds it."""
    return _thing(desk, holders, EXPEDIENTE, expediente_id)


@router.get("/receptions/{reception_id}", dependencies=READER)
def of_reception(reception_id: UUID, desk: AtDesk, holders: AtHolders) -> ThingView:
    """Until when an entry of the book is kept, counted from its end, and what holds it."""
    return _thing(desk, holders, RECEPTION, reception_id)


def _thing(desk: AtDesk, holders: Holders, kind: KeptKind, subject_id: UUID) -> ThingView:
    with desk.reading() as work:
        thing = holders[kind].read(work, subject_id)
        row = remembering.retained_of(work, subject_id) or remembering.unknown(work, kind, subject_id)
        called = {subject_id: thing.title}
        told = [HoldView.of(each, called) for each in holds.holds_of(work, subject_id)]
        return ThingView.of(row, thing, schedule.rule_of(work, row.scope, row.name, row.revision), told)


def _told(work: Work, holders: Holders, made: LegalHold) -> HoldView:
    return HoldView.of(made, titles(work, holders, [made.subject_id]))
