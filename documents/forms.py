"""What people send."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from documents.checking import Access
from documents.fields import DraftFields
from documents.levels import LONGEST_CAUSE
from documents.readers import Named

FIELDS = {
    "place": "Ancud",
    "subject": "Solicita antecedentes del puente de la ruta W-20",
    "from": [{"post": "Ministra de Obras Públicas"}],
    "to": [{"post": "Alcalde de Ancud"}],
    "paragraphs": [{"text": "Solicito a usted enviar los antecedentes del puente."}],
    "closing": "Saluda atentamente a usted,",
}


def an_example(**said: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [said]})


class AccessForm(BaseModel):
    model_config = an_example(level=2, cause="Ley 20.285, artículo 21 N° 1", sensitive=False)

    level: int | None = Field(None, ge=1, le=4, description="1 público, 2 restringido, 3 secreto, 4 reservado")
    cause: str | None = Field(
        None, max_length=LONGEST_CAUSE, description="La causa legal, o su código en la lista, si no es público"
    )
    until: date | None = None
    sensitive: bool = Field(default=False, description="Contiene datos personales sensibles (Ley 21.719)")
    warning: str = Field("", max_length=300, description="Lo que se advierte a quien lo abre")

    def access(self) -> Access:
        return Access(self.level, self.cause, self.until, self.sensitive, self.warning)


class ReaderForm(BaseModel):
    model_config = an_example(person_id="01890a5d-ac96-774b-bcce-b302099a8057", reason="Informa en el sumario")

    unit_id: UUID | None = None
    post_id: UUID | None = None
    person_id: UUID | None = None
    reason: str = Field(max_length=255)

    def named(self) -> Named:
        return Named(self.unit_id, self.post_id, self.person_id)


class BeginForm(BaseModel):
    """What a document is, whether it is written here or comes in a file."""

    kind: str = Field(max_length=40, description="El código de un tipo de documento")
    access: AccessForm = Field(default_factory=lambda: AccessForm.model_validate({}))
    unit_id: UUID | None = None
    office_id: UUID | None = None
    classification: str | None = Field(None, max_length=80, description="Serie del cuadro de clasificación")
    behalf_post_id: UUID | None = Field(None, description="Por encargo de qué jefatura, si se asiste a más de una")


class DraftForm(BeginForm):
    model_config = an_example(kind="oficio-ordinario", fields=FIELDS)

    fields: DraftFields


class UploadForm(BeginForm):
    """What goes with an uploaded PDF, in the part `document` of the form, as JSON."""

    model_config = an_example(kind="oficio-ordinario", fields={"subject": FIELDS["subject"]})

    fields: DraftFields


class RedraftForm(BaseModel):
    model_config = an_example(basis=1, fields=FIELDS)

    basis: int = Field(ge=1, description="La versión que se tenía a la vista")
    fields: DraftFields


class PreviewForm(BaseModel):
    model_config = an_example(kind="oficio-ordinario", fields=FIELDS)

    kind: str = Field(max_length=40)
    fields: DraftFields


class AnnulForm(BaseModel):
    model_config = an_example(reason="Se numeró dos veces el mismo oficio")

    reason: str = Field(max_length=500)


class DeclareForm(BaseModel):
    model_config = an_example(series="oficio", year=2026, next=1848)

    series: str = Field(min_length=1, max_length=40)
    year: int = Field(ge=1900, le=2200)
    next: int = Field(ge=1, le=9_999_999)
    office_id: UUID | None = None


class MetadatumForm(BaseModel):
    model_config = an_example(element="MGDDE3_2", value="Puentes", occurrence=1, reason="Faltaba la palabra clave")

    element: str = Field(max_length=16)
    value: str = Field(min_length=1, max_length=4_000)
    occurrence: int = Field(1, ge=1, le=200)
    reason: str | None = Field(None, max_length=500)
