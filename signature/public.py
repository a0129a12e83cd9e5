"""What anybody may ask, without signing in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from documents.contents import made_response
from documents.uploads import AtLimits, ShownFile
from kernel.database import Database
from kernel.http import PROBLEMS, wired
from signature import reporting, verification
from signature.etsi import MEDIA_TYPE, as_xml
from signature.limiter import Limiter
from signature.panel import Examiner
from signature.reporting import PDF, Examined, SealReport
from signature.schemas import AuthenticView, ReportView

router = APIRouter(prefix="/verification", tags=["verification"], responses=PROBLEMS)

FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary", "description": "The PDF."}},
                }
            }
        },
    }
}


@router.get("/{code}")
def by_code(
    code: Annotated[str, Path(max_length=40, examples=["4F7K-9M2Q-XT3B-6W1H-5"])],
    request: Request,
    database: Annotated[Database, wired("database")],
    limiter: Annotated[Limiter, wired("verifications")],
) -> AuthenticView:
    """Whether the document that bears this code is authentic, and what it says, if it is not reserved."""
    limiter.count(request.client.host if request.client else "", database.clock())
    return AuthenticView.model_validate(verification.by_code(database, code), from_attributes=True)


def _examined(
    request: Request,
    shown: ShownFile,
    database: Annotated[Database, wired("database")],
    limiter: Annotated[Limiter, wired("verifications")],
    examiner: Annotated[Examiner, wired("examiner")],
    limits: AtLimits,
) -> Examined:
    """What a file that somebody shows proves: it is looked at where it can do no harm, and is not kept."""
    now = database.clock()
    limiter.count(request.client.host if request.client else "", now)
    return Examined("El archivo que se mostró", shown.sha256, examiner.of_upload(shown.path, limits.document, now))


WhatWasShown = Annotated[Examined, Depends(_examined)]


@router.post("", openapi_extra=FILE)
def by_file(shown: WhatWasShown) -> ReportView:
    """What the signatures of a PDF prove. The file is looked at where it can do no harm, and is not kept."""
    return ReportView.model_validate({"sha256": shown.sha256, **shown.told})


@router.post(
    "/report.xml",
    openapi_extra=FILE,
    response_class=Response,
    responses={200: {"description": "As ETSI TS 119 102-2.", "content": {MEDIA_TYPE: {}}}},
)
def xml_by_file(shown: WhatWasShown) -> Response:
    """The same, for programs that read the reports of ETSI TS 119 102-2."""
    return Response(as_xml(shown.told, shown.sha256), media_type=MEDIA_TYPE)


@router.post("/report.pdf", openapi_extra=FILE, response_class=Response, responses=PDF)
def pdf_by_file(
    shown: WhatWasShown,
    database: Annotated[Database, wired("database")],
    examiner: Annotated[Examiner, wired("examiner")],
) -> Response:
    """The same as a PDF, under the seal of the institution that runs this office. The file is not kept."""
    pdf = reporting.sealed(reporting.desk_of_whoever_vouches(database), SealReport(examiner.workshop, shown))
    return made_response(pdf, shown.file_name)


@router.get("/{code}/report.pdf", response_class=Response, responses=PDF)
def pdf_by_code(
    code: Annotated[str, Path(max_length=40, examples=["4F7K-9M2Q-XT3B-6W1H-5"])],
    request: Request,
    database: Annotated[Database, wired("database")],
    limiter: Annotated[Limiter, wired("verifications")],
    examiner: Annotated[Examiner, wired("examiner")],
) -> Response:
    """What the signatures of a document prove, as a sealed PDF. There is none of what is reserved."""
    limiter.count(request.client.host if request.client else "", database.clock())
    pdf, examined = reporting.of_published(database, examiner, verification.published(database, code))
    return made_response(pdf, examined.file_name)
