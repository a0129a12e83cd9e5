"""What the forms and views of this feature have in common."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    """What comes in. A field that nobody knows is a mistake, and is said to be one."""

    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    """What goes out, read from a row."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls.model_validate(row)


def example(**told: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [told]})
