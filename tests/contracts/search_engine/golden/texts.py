"""The Spanish that was given to Lucene: our own words, the ways in which Spanish bends them, generated sentences."""

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import papers

HERE = Path(__file__).parents[4]
OURS = ("docs/guia", "docs/operations.md", "README.md")
BENT = {
    "": "aprob acord adjunt archiv asign autoriz cert certific citad comun conced const declar design despach destin "
    "dict elev emit enmend ficha firm folio form inform ingres licit notific nombr orden otorg pag plan public "
    "recib reclam remit rentas resuelt revis sell solicit sumari tasad tramit traslad uni valor vecin visad",
    "o a os as": "abogad acuerd anex archiv caj campesin certificad compromis convenid decret delegad despachad "
    "directiv distint encargad exent expedid fald fiscalizad funcionari informad licitad ministr notificad permis "
    "plan plaz públic rechazad reglament secretari timbr únic urban vecin niñ dueñ añ",
    "ción ciones": "acredita adjudica aproba autoriza calefac certifica comunica constru delega destina direc disposi "
    "edifica exonera expropia funda instruc interven invita licita noti obliga publica renova resolu solu tramita",
    "dad dades": "activi autori comuni enti facul igual localiza municipali necesi opor propie publici socie uni "
    "veloci",
    "z ces": "albornot capa efica feli jue lápi lu matri ve vo rapida",
    "or ores ora oras": "administrad asess consejer direct fiscalizad gestor inspect interventor oid profes rect tut",
    "al ales": "comun distrit fisc gener loc municip nacion person provinci region sectori vec",
    "és eses": "arn burgu cort franc inter marqu portugu",
    "um ums": "curricul referend memorand ultimat",
    "ar ando ado ada ó aron ará arán e en": "aprob autoriz deleg firm inform notific public solicit tramit traslad",
    "ista istas": "contrat electric especial period transport",
}
SHORT = "ley leyes mes meses país países fe rol roles red redes luz luces voz vez acta actas base bases obra obras uso"
SIGNS = (
    "Ord. N° 1.847/2026, de 11 de mayo de 2026",
    "RUT 12.345.678-5",
    "el 21,5 % de $ 1.234.567",
    "O’Higgins y O'Higgins",
    "anexo_2.pdf",
    "correo@ejemplo.cl",
    "www.ejemplo.cl/tramites",
    "2026-05-11",
    "Nº7",
    "art. 8°, inciso 2º",
    "S/N",
)


def texts() -> Iterator[str]:
    """Words one by one, then sentences: always the same ones."""
    yield from sorted({*_written(), *_bent(), *SHORT.split()})
    chance = random.Random(5)  # noqa: S311 -- always the same
    yield from SIGNS
    for number in range(250):
        yield papers.subject(number)
        yield papers.sentence(chance)


def _written() -> Iterator[str]:
    for place in OURS:
        path = HERE / place
        for file in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
            yield from re.findall(r"[^\W\d_]{2,}", file.read_text("utf-8"))


def _bent() -> Iterator[str]:
    for endings, roots in BENT.items():
        for root in roots.split():
            yield from (root + ending for ending in endings.split() or [""])


if __name__ == "__main__":
    sys.stdout.write("".join(f"{text}\n" for text in texts()))
