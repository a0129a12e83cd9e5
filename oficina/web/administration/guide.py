"""The way from an empty office to one that attends: what is done, what is missing, and what each thing is for."""

from dataclasses import dataclass

import documents.service as documents
import institutions.service as institutions
from documents.kinds import all_kinds
from institutions import naming, overview
from kernel.actor import Actor
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.words import counted
from signature import access, credentials

P = Permission


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the administration: `says` is what there is, `missing` what cannot be done until it is made."""

    slug: str
    name: str
    why: str
    says: str = ""
    missing: str = ""
    optional: bool = False
    needs: tuple[Permission, ...] = (P.ADMINISTER,)

    @property
    def address(self) -> str:
        return f"/administracion/{self.slug}"

    @property
    def done(self) -> bool:
        return bool(self.says) and not self.missing


def steps(work: Work) -> list[Step]:
    """In the order in which they are made, for whoever may make each."""
    actor, told = work.actor, overview.tally(work)
    every = [*_house(work, told), *_people(told), *_numbers(work), *_openers(work, told)]
    return [each for each in every if may(actor, each.needs)]


def may(actor: Actor, needs: tuple[Permission, ...]) -> bool:
    return any(map(actor.may, needs))


def _house(work: Work, told: overview.Tally) -> list[Step]:
    own = institutions.institution(work)
    letterhead = "" if own.letterhead else "Falta el membrete: es lo que encabeza cada documento."
    return [
        Step(
            "institucion",
            "Institución",
            "Nombre, código, membrete, comuna y hora: van en cada documento y en cada plazo.",
            f"{own.name}, código {own.code}, {own.comuna}",
            letterhead,
        ),
        Step(
            "oficinas",
            "Oficinas de partes",
            "Cada una lleva su libro, sus correlativos y su sello.",
            _how_many(told.offices, "oficina de partes", "oficinas de partes"),
            "" if told.offices else "Sin oficina de partes no se numera ni se recibe.",
        ),
        Step(
            "unidades",
            "Unidades",
            "A ellas se deriva, y otras instituciones les escriben.",
            _how_many(told.units, "unidad", "unidades"),
            "" if told.units else "Sin unidades no hay a quién derivar.",
        ),
        Step(
            "cargos",
            "Cargos",
            "Se firma por el cargo que se ejerce; quien lo tiene cambia, el cargo queda.",
            _how_many(told.posts, "cargo", "cargos"),
            "" if told.posts else "Sin cargos nadie puede firmar.",
        ),
    ]


def _people(told: overview.Tally) -> list[Step]:
    return [
        Step(
            "personas",
            "Personas",
            "Una por una o todas en una planilla; a cada una se le da un enlace para elegir su clave.",
            _how_many(told.people, "persona con cargo", "personas con cargo"),
            "" if told.people else "Falta quien ejerza los cargos.",
        ),
        Step(
            "roles",
            "Roles",
            "Qué puede hacer cada quien, en una tabla que se puede leer.",
            _how_many(told.grants, "rol otorgado", "roles otorgados"),
            "" if told.grants > 1 else "Solo hay un administrador: falta quien redacte, firme y despache.",
        ),
        Step(
            "subrogancias",
            "Subrogancias y delegaciones",
            "Quién firma «(S)» o «por orden de», con su acto y sus fechas.",
            _how_many(told.substitutions + told.delegations, "vigente", "vigentes"),
            optional=True,
        ),
    ]


def _numbers(work: Work) -> list[Step]:
    year = institutions.current_year(work)
    begun = [each for each in documents.correlatives(work) if each.year == year]
    return [
        Step(
            "tipos",
            "Tipos de documento",
            "Qué se escribe aquí, quién firma cada uno y de qué libro toma su número.",
            counted(len(all_kinds()), "tipo", "tipos"),
            optional=True,
            needs=(P.ADMINISTER, P.CONFIGURE_NUMBERING),
        ),
        Step(
            "correlativos",
            "Correlativos",
            "Con qué número sigue cada libro, si ya numeraron este año en otra parte.",
            counted(len(begun), f"libro comenzado en {year}", f"libros comenzados en {year}") if begun else "",
            "" if begun else f"Si este año ya dieron números, diga cuál sigue; si no, {year} comienza en 1.",
            needs=(P.CONFIGURE_NUMBERING,),
        ),
    ]


def _openers(work: Work, told: overview.Tally) -> list[Step]:
    offices = overview.offices(work)
    sealed = [each for each in offices if credentials.has_seal(work, each.id)]
    known = access.current(work)
    unsealed = ", ".join(each.name for each in offices if each not in sealed)
    return [
        Step(
            "sellos",
            "Certificado de sello",
            "Con él la oficina de partes imprime el N° y la fecha, y firma los acuses de recibo.",
            _how_many(len(sealed), "oficina con sello", "oficinas con sello"),
            f"Sin sello, lo numerado no se puede despachar: {unsealed}." if unsealed else "",
        ),
        Step(
            "firmagob",
            "FirmaGob",
            "Para firmar con los certificados que el Estado guarda de sus funcionarios, sin archivos .p12.",
            f"Conectada como {known.entity}" if known else "",
            optional=True,
        ),
        Step(
            "sellado-de-tiempo",
            "Sellado de tiempo y conservación",
            "Quién dice cuándo se firmó, hasta cuándo, y cómo se renuevan solas las pruebas de lo firmado.",
            "",
            optional=True,
        ),
        *_others(told),
        Step(
            "nombres",
            "Cambios de nombre",
            "Otro nombre para la institución, una oficina, unidad o cargo, desde el día que se diga.",
            _how_many(naming.many(work), "cambio de nombre", "cambios de nombre"),
            optional=True,
        ),
    ]


def _others(told: overview.Tally) -> list[Step]:
    return [
        Step(
            "confianza",
            "Vencimientos y confianza",
            "Qué vence pronto de lo que se usa para firmar, y en quién se confía al comprobar una firma.",
            "",
            optional=True,
        ),
        Step(
            "claves",
            "Claves de la API",
            "Para que otros sistemas de la institución ingresen y sigan documentos.",
            _how_many(told.keys, "clave vigente", "claves vigentes"),
            optional=True,
        ),
        Step(
            "feriados",
            "Feriados de la institución",
            "Los del país ya están; aquí se agregan o se quitan los propios.",
            _how_many(told.holidays, "día propio", "días propios"),
            optional=True,
        ),
    ]


def _how_many(value: int, one: str, many: str) -> str:
    return counted(value, one, many) if value else ""
