"""Many signatures that FirmaGob makes in one request: one code of the authenticator lasts no longer than that.

What comes back waits in its rows; whoever puts each on its document finds it there and asks for nothing.
"""

from collections.abc import Collection
from datetime import timedelta

from kernel.database import Desk
from kernel.errors import Refused
from signature.errors import NoKeyElsewhere, RemoteAnswerRefused
from signature.held import Held
from signature.marking import Workshop
from signature.operations import SignDocument
from signature.providers.firmagob import Signed
from signature.remote import Elsewhere, service_of

GRACE = timedelta(minutes=10)
"""How long whoever signs many has to finish all of them, before jobs do."""
Waiting = tuple[Elsewhere, Held]


def ask_ahead(desk: Desk, workshop: Workshop, signings: Collection[SignDocument]) -> None:
    """Ask once for all that a person signs now. What is refused to one of them is told when its turn comes."""
    waiting = [each for signing in signings for each in _prepared(desk, workshop, signing)]
    if len(waiting) < 2:  # noqa: PLR2004 -- one alone is asked for by itself
        return
    first, at = waiting[0][0], desk.database.clock()
    digests = tuple(bytes.fromhex(held.hole.digest) for _, held in waiting)
    try:
        signed = service_of(workshop.providers).sign(first.access, first.signing, digests, at)
    except (RemoteAnswerRefused, NoKeyElsewhere):
        return
    for (key, held), cms in zip(waiting, signed.cms, strict=True):
        key.kept(workshop, desk, held, Signed((cms,), signed.audit_key), GRACE)


def _prepared(desk: Desk, workshop: Workshop, signing: SignDocument) -> list[Waiting]:
    """The bytes of one that wait for its signature."""
    try:
        with desk.reading() as work:
            ready = signing.prepare(work)
        if not isinstance(ready.key, Elsewhere):
            return []
        held = ready.key.prepared(workshop, desk, ready.mark)
    except Refused:
        return []
    return [(ready.key, held)] if held.cms is None else []
