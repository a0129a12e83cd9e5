from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kernel.text import Line


class ListNameForm(BaseModel):
    """How a distribution list is called."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Municipalidades de Chiloé"}]})

    name: Annotated[Line, Field(max_length=120)]
