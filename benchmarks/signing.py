"""Seconds to sign fifty documents from the page, with one PIN: an advanced signature, timestamp and all, of each.

The page answers a line for each as soon as it is signed; the first line is told too, for it is what a person waits for.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from typing import Any

import documents.service as documents
import signature.service as signature
from benchmarks import machine, office
from documents.drafting import Beginning
from documents.fields import DraftFields
from documents.kinds import kind
from documents.models import Source
from documents.operations import DraftDocument
from institutions.service import Showing
from kernel.operations import operate
from kernel.work import Work
from oficina.demo.cast import PIN, Cast, House
from oficina.platform import Platform
from signature.approving import Picked
from signature.batches import begin
from signature.models import Role
from signature.service import Step

FILLED = {
    "place": "Santiago",
    "subject": "Solicita antecedentes",
    "from": [{"post": "Ministra"}],
    "to": [{"post": "Alcalde"}],
    "paragraphs": [{"text": "Solicito a usted los antecedentes."}],
}
MOST_SECONDS = 30


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=50)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        house = office.a_house(platform)
        Cast(platform, hired=100).hire(house, "head", "Ministra", "firmante", signs=True)
        picked = [waiting(platform, house) for _ in range(given.documents)]
        times = list(signed(platform, house, picked))
        platform.close()
    machine.tell(
        f"{given.documents} documents signed with one PIN",
        first=f"{times[0]:.2f} s",
        all_of_them=f"{times[-1]:.1f} s",
        each=f"{times[-1] / len(times) * 1000:.0f} ms",
        at_most=f"{MOST_SECONDS} s for fifty",
    )


def waiting(platform: Platform, house: House) -> Picked:
    """A document that waits for the signature of the head."""
    drafter = house.desk("drafter")
    begun = Beginning(kind("oficio-ordinario"), DraftFields.model_validate(FILLED), Source.DRAFTED)
    document = operate(drafter, DraftDocument(platform.blobs, begun), _alone)
    with drafter.writing() as work:
        (request,) = signature.request(work, document.id, [Step(Role.SIGNATURE, post_id=house.players["head"].post_id)])
        return Picked(request.id, documents.head_version(work, documents.get(work, document.id)).blob)


def signed(platform: Platform, house: House, picked: Sequence[Picked]) -> Iterable[float]:
    """When each was signed, in seconds since the button was pressed."""
    pressed = time.monotonic()
    batch = begin(house.desk("head"), platform.workshop, picked, PIN, Showing())
    for each in picked:
        operate(house.desk("head"), batch.signing(each), _alone)
        yield time.monotonic() - pressed


def _alone(work: Work, do: Any) -> Any:
    return do(work)


if __name__ == "__main__":
    main()
