"""Somebody who signed in and looks at a page: who they are, what they may do, and how what they do is done once."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

import institutions.service as institutions
from institutions import factors, sessions, stewards
from institutions.errors import FactorNotShown, NotSignedIn, OwesFactor
from institutions.service import FactorPolicy
from kernel.actor import PLATFORM, NotAllowed, system
from kernel.canonical import canonical
from kernel.database import Database, Desk
from kernel.idempotency import Call, Reply, once, replay
from kernel.operations import Act, Operation, act, operate
from kernel.permissions import Permission
from kernel.secrets import Secrets
from kernel.work import Work
from oficina.platform import Platform
from oficina.web import notes
from oficina.web.forms import Filled, FormIncomplete, read_form
from oficina.web.hints import hint_of
from oficina.web.navigation import shell
from oficina.web.pages import page

Prepared = TypeVar("Prepared")
Made = TypeVar("Made")
Result = TypeVar("Result")

COOKIE = "__Host-oficina"
INICIO = "home/home"
"""The page that tells how much lies in every tray; the others tell what the menu does."""
CSRF, KEY = "csrf", "key"
"""Fields that every form carries: that the page was ours, and which act it is (a second click is the same one)."""
SECRETS = frozenset(
    {"pin", "p12_pin", "nuevo_pin", "codigo", "codigo_firmagob", "clave", "otra", "actual", "nueva", "anterior"}
    | {"vigente", "token", "secreto", "asercion", "registro"}
)
"""Fields of which nothing is kept, not even a digest under a key."""
NOT_TOLD = SECRETS | {CSRF}


OWED = {
    FactorPolicy.ANY: "Su cargo exige un segundo factor, y usted no tiene.",
    FactorPolicy.WEBAUTHN: "Su cargo exige una llave de seguridad, y usted no tiene.",
}


class FormForged(NotSignedIn):
    code = "form-not-ours"


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at a page, at the institution and in the post that they chose."""

    request: Request
    token: str
    session: sessions.Session
    desk: Desk
    platform: Platform
    owes_factor: str = ""
    """Why they enrol a second factor before anything else, where they do."""

    @property
    def csrf(self) -> str:
        return csrf_of(self.platform.secrets, self.token)

    def page(self, name: str, *, active: str = "", status: int = 200, **told: Any) -> HTMLResponse:
        """A page with its masthead and navigation. What was done just before is told on it, once."""
        note = notes.read(self.request, self.platform.secrets)
        with self.desk.reading() as work:
            demonstration = self.platform.settings.demo
            frame = shell(work, self.session, active, demonstration=demonstration, every_count=name == INICIO)
        shown = page(name, status=status, visit=self, csrf=self.csrf, note=note, hint=hint_of(name), **frame, **told)
        if note:
            notes.clear(shown)
        return shown

    def act(
        self,
        form: Filled,
        use_case: Act[Result],
        *,
        lands: str | Callable[[Result], str],
        says: str | Callable[[Result], str],
    ) -> Response:
        """Do it in one transaction, once, and go on to `lands`, where the page says what was done."""

        def do(work: Work, then: Act[Result]) -> Reply:
            return once(work, self._call(form), lambda work: _done(then(work), lands, says))

        return self._go(act(self.desk, use_case, do))

    def answered(self, form: Filled) -> Response | None:
        """Where this very form led, if it came before: a second click is no second act."""
        with self.desk.reading() as work:
            reply = replay(work, self._call(form))
        return self._go(reply) if reply else None

    def show(self, form: Filled, use_case: Act[dict[str, Any]], name: str, *, active: str) -> Response:
        """Do it once, and show a page with what came of it: for many things at once, each with its own result."""

        def do(work: Work, then: Act[dict[str, Any]]) -> Reply:
            return once(work, self._call(form), lambda work: Reply(200, then(work)))

        return self.page(name, active=active, **act(self.desk, use_case, do).body)

    def operate(
        self,
        form: Filled,
        operation: Operation[Prepared, Made, Result],
        *,
        lands: str | Callable[[Result], str],
        says: str | Callable[[Result], str],
    ) -> Response:
        """The same for an operation. `lands` and `says` may depend on what it made."""
        return self._go(self._operated(form, operation, lands, says))

    def stay(
        self,
        form: Filled,
        operation: Operation[Prepared, Made, Result],
        *,
        lands: str | Callable[[Result], str],
        says: str | Callable[[Result], str],
    ) -> dict[str, str]:
        """The same for whoever goes on with the page that they have: `lands` and `says`, told and not gone to."""
        return self._operated(form, operation, lands, says).body

    def _operated(
        self,
        form: Filled,
        operation: Operation[Prepared, Made, Result],
        lands: str | Callable[[Result], str],
        says: str | Callable[[Result], str],
    ) -> Reply:
        def finish(work: Work, then: Act[Result]) -> Reply:
            return once(work, self._call(form), lambda work: _done(then(work), lands, says))

        return operate(self.desk, operation, finish, lambda work: replay(work, self._call(form)))

    def land(self, lands: str, says: str, kind: str = "done") -> Response:
        """Go to another page, which says this."""
        response = RedirectResponse(lands, 303)
        notes.leave(response, self.platform.secrets, says, kind)
        return response

    def _go(self, reply: Reply) -> Response:
        return self.land(reply.body["lands"], reply.body["says"])

    def _call(self, form: Filled) -> Call:
        try:
            key = UUID(form[KEY])
        except ValueError:
            raise FormIncomplete("El formulario llegó incompleto: vuelva a la página y envíelo de nuevo.") from None
        told = {name: list(values) for name, values in form.values.items() if name not in NOT_TOLD}
        files = {name: [[each.filename, each.size] for each in sent] for name, sent in form.files.items()}
        digest = hashlib.sha256(canonical([self.request.url.path, told, files])).hexdigest()
        return Call(key, self.platform.secrets.digest("idempotency", digest))


def _done(made: Any, lands: str | Callable[[Any], str], says: str | Callable[[Any], str]) -> Reply:
    to = lands if isinstance(lands, str) else lands(made)
    return Reply(303, {"lands": to, "says": says if isinstance(says, str) else says(made)})


def csrf_of(secrets: Secrets, token: str) -> str:
    return secrets.digest("csrf", token)


def known(request: Request) -> tuple[str, sessions.Session]:
    """Whoever signed in with this browser, even before they chose where to work."""
    database: Database = request.app.state.database
    token = request.cookies.get(COOKIE, "")
    with database.reading(PLATFORM) as work:
        session = sessions.session_of(work, token)
        stale = sessions.is_stale(work, session)
    if stale:
        with database.writing(PLATFORM) as work:
            sessions.seen(work, token)
    return token, session


def _visit(request: Request) -> Visit:
    platform: Platform = request.app.state.platform
    token, session = known(request)
    if session.at_platform and not session.awaits_code:
        with platform.database.reading(PLATFORM) as work:
            who = institutions.person(work, session.person_id)
            steward = stewards.actor(work, who)
        return Visit(request, token, session, platform.database.desk(steward), platform, _owed(session, who))
    if session.awaits_code or session.institution_id is None:
        raise NotSignedIn("Falta un paso para entrar: termine de identificarse y elija dónde trabaja.")
    with platform.database.reading(system(session.institution_id)) as work:
        who = institutions.person(work, session.person_id)
        actor = institutions.actor_of(work, sessions.bearer(session, who))
        policy = institutions.demanded(work, session.post_id)
    return Visit(request, token, session, platform.database.desk(actor), platform, _owed(session, who, policy))


def _owed(session: sessions.Session, who: institutions.Person, policy: FactorPolicy = FactorPolicy.NONE) -> str:
    """Why they enrol a second factor first, or nothing. Whoever has the one that their post asks for shows it."""
    if who.owes_factor:
        return f"Su segundo factor se quitó: «{who.owes_why}». Si usted no lo pidió, avise a su administrador."
    if factors.suffices(policy, session.factor):
        return ""
    if factors.has(who, policy):
        raise FactorNotShown("Su cargo pide su segundo factor para entrar: muéstrelo para seguir trabajando.")
    return OWED[policy]


AtVisit = Annotated[Visit, Depends(_visit)]


def enters(*permissions: Permission, their_own: bool = False) -> Any:
    """Who may open the page: whoever signed in and may do one of these. With none, whoever works in an institution;
    and whoever runs the platform, which is none, only where it is about
    the person and not about where they work: `their_own`. Whoever owes a second factor opens only these too.
    """

    async def entered(visit: AtVisit) -> None:
        if permissions and not any(visit.desk.actor.may(each) for each in permissions):
            visit.desk.actor.require(permissions[0])
        if visit.owes_factor and not their_own:
            raise OwesFactor("Le falta su segundo factor: agréguelo en «Su cuenta» para seguir trabajando.")
        if not permissions and visit.session.at_platform and not their_own:
            raise NotAllowed(
                "Está en la administración de la plataforma, que no abre lo de ninguna institución: "
                "elija dónde trabaja en «Cambiar de cargo»."
            )

    entered.page_of = permissions  # type: ignore[attr-defined]  # read by the test that walks the routes
    return Depends(entered)


async def _filled(visit: AtVisit, form: Annotated[Filled, Depends(read_form)]) -> Filled:
    """A form of a page that this office made for this very session."""
    if not hmac.compare_digest(form[CSRF].encode(), visit.csrf.encode()):
        raise FormForged("La página estaba abierta desde otra sesión: ábrala de nuevo y envíe otra vez.")
    return form


AtForm = Annotated[Filled, Depends(_filled)]
