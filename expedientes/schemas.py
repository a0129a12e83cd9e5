from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from expedientes.fileables import Fileable
from expedientes.models import Direction
from expedientes.parties import Interested
from expedientes.service import Opening, Readers
from kernel.rut import Rut


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [fields]})


class PartyForm(BaseModel):
    model_config = _example(name="Rosa Pérez Soto", run="12.345.678-5", relation=2, kind=1)

    name: str = Field(min_length=1, max_length=200)
    run: str = Field(default="", max_length=20)
    relation: int = Field(default=2, ge=1, le=6, description="Relación con el expediente: 2 es interesado.")
    kind: int = Field(
        default=1, ge=1, le=4, description="1 ciudadano, 2 extranjero, 3 institución privada, 4 funcionario."
    )
    represents: str = Field(default="", max_length=200, description="A quién representa, si es apoderado.")

    def interested(self) -> Interested:
        run = str(Rut.parse(self.run)) if self.run else ""
        return Interested(self.name, run, self.relation, self.kind, self.represents)


class OpenForm(BaseModel):
    model_config = _example(
        title="Permiso de extracción de áridos, río Huasco",
        subject="Solicitud de permiso de la empresa Áridos del Norte SpA",
        responsible="Ana Rojas Díaz, Jefa del Departamento Jurídico",
        ex_officio=False,
        procedure_code="PA-UNI00002-00001",
        interested=[{"name": "Áridos del Norte SpA", "run": "12.345.678-5", "kind": 3}],
    )

    title: str = Field(min_length=1, max_length=300)
    subject: str = Field(min_length=1, max_length=4000)
    responsible: str = Field(min_length=1, max_length=300, description="El funcionario responsable, con su cargo.")
    ex_officio: bool = Field(default=False, description="Iniciado de oficio; si no, a petición de un interesado.")
    summary: str = Field(default="", max_length=4000)
    procedure_code: str = Field(default="", max_length=40, description="Código del CPAT.")
    procedure_name: str = Field(default="", max_length=300)
    series: str = Field(default="", max_length=60)
    access_level: int = Field(default=1, ge=1, le=4, description="1 público, 2 restringido, 3 secreto, 4 reservado.")
    access_cause: str = Field(default="", max_length=300, description="La causal legal, si no es público.")
    restricted_until: date | None = None
    warning: str = Field(default="", max_length=300)
    sensitive: bool = False
    responsible_post_id: UUID | None = None
    unit_id: UUID | None = None
    interested: list[PartyForm] = Field(default_factory=list, max_length=100)

    def opening(self) -> Opening:
        return Opening(**self.model_dump(exclude={"responsible_post_id", "unit_id", "interested"}))


class AmendForm(BaseModel):
    """What is not said stays as it is. How open it is changes at `/access`."""

    model_config = _example(title="Permiso de extracción de áridos, río Copiapó", reason="El río estaba mal escrito")

    reason: str = Field(min_length=3, max_length=500)
    title: str | None = Field(default=None, min_length=1, max_length=300)
    subject: str | None = Field(default=None, min_length=1, max_length=4000)
    responsible: str | None = Field(default=None, min_length=1, max_length=300)
    summary: str | None = Field(default=None, max_length=4000)
    procedure_code: str | None = Field(default=None, max_length=40)
    procedure_name: str | None = Field(default=None, max_length=300)
    series: str | None = Field(default=None, max_length=60)

    def changes(self) -> dict[str, Any]:
        return {
            name: value for name in self.model_fields_set - {"reason"} if (value := getattr(self, name)) is not None
        }


class ReasonForm(BaseModel):
    model_config = _example(reason="El procedimiento terminó con la resolución que otorga el permiso")

    reason: str = Field(min_length=3, max_length=500)


class ShareForm(BaseModel):
    model_config = _example(reason="Debe informar la Unidad Jurídica", units=["0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10"])

    reason: str = Field(min_length=3, max_length=255)
    units: list[UUID] = Field(default_factory=list, max_length=50)
    posts: list[UUID] = Field(default_factory=list, max_length=50)
    people: list[UUID] = Field(default_factory=list, max_length=50)

    def readers(self) -> Readers:
        return Readers(self.units, self.posts, self.people)


class FileForm(BaseModel):
    model_config = _example(kind="document", id="0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10")

    kind: str = Field(max_length=20, description="document, reception o expediente.")
    id: UUID


class DescribedForm(BaseModel):
    """What is said of something that the institution holds nowhere else."""

    model_config = _example(
        title="Plano de deslindes",
        document_type="Antecedente",
        direction="in",
        occurred_at="2026-05-11T12:30:00-04:00",
        location="Bodega 2, estante 14, caja 3",
    )

    title: str = Field(min_length=1, max_length=300)
    document_type: str = Field(default="Antecedente", max_length=80)
    direction: Direction = Direction.IN
    occurred_at: AwareDatetime = Field(description="Cuándo se recibió, se envió u ocurrió.")
    location: str = Field(default="", max_length=300, description="Dónde está lo que no se puede digitalizar.")
    restricted: bool = Field(default=False, description="Contiene datos sensibles o reservados.")
    origin: str = Field(default="", max_length=40)


class AntecedentForm(DescribedForm):
    """A file, or a thing that cannot be one and lies somewhere."""

    content: Base64Bytes | None = Field(default=None, description="El archivo, en base64.")
    media_type: str = Field(default="application/pdf", max_length=80, pattern=r"^[\w.+-]+/[\w.+-]+$")

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not self.content and not self.location:
            raise ValueError("falta el archivo, o dónde está lo que no se puede digitalizar")
        return self

    def thing(self) -> Fileable:
        if self.content:
            return _thing(self, "antecedent", self.media_type)
        return _thing(self, "physical", "")


def _thing(form: DescribedForm, kind: str, media_type: str) -> Fileable:
    told = form.model_dump(exclude={"content", "media_type"})
    return Fileable(kind=kind, subject_id=None, media_type=media_type, **told)
