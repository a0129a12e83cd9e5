"""What is wrong with each field of a malformed request, told in Spanish."""

from typing import Any

from fastapi.exceptions import RequestValidationError

MOST = 50
SAYS: dict[str, str] = {
    "missing": "Falta este dato.",
    "json_invalid": "No es JSON válido.",
    "extra_forbidden": "Este dato no se conoce: quítelo.",
    "string_type": "Debe ser un texto.",
    "string_too_short": "Es muy corto: el mínimo es de {min_length} caracteres.",
    "string_too_long": "Es muy largo: el máximo es de {max_length} caracteres.",
    "string_pattern_mismatch": "No tiene la forma que se espera.",
    "string_unicode": "No es texto en UTF-8.",
    "int_type": "Debe ser un número entero.",
    "int_parsing": "Debe ser un número entero.",
    "int_parsing_size": "El número es demasiado grande.",
    "int_from_float": "Debe ser un número entero, sin decimales.",
    "float_type": "Debe ser un número.",
    "float_parsing": "Debe ser un número.",
    "finite_number": "Debe ser un número finito.",
    "bool_type": "Debe ser verdadero o falso.",
    "bool_parsing": "Debe ser verdadero o falso.",
    "uuid_type": "Debe ser un identificador (UUID).",
    "uuid_parsing": "Debe ser un identificador (UUID).",
    "date_type": "Debe ser una fecha, como 2026-05-11.",
    "date_parsing": "Debe ser una fecha, como 2026-05-11.",
    "date_from_datetime_parsing": "Debe ser una fecha, como 2026-05-11.",
    "date_from_datetime_inexact": "Debe ser una fecha, sin hora.",
    "datetime_type": "Debe ser una fecha con hora, como 2026-05-11T09:30:00-04:00.",
    "datetime_parsing": "Debe ser una fecha con hora, como 2026-05-11T09:30:00-04:00.",
    "datetime_from_date_parsing": "Debe ser una fecha con hora, como 2026-05-11T09:30:00-04:00.",
    "timezone_aware": "Falta el huso horario, como en 2026-05-11T09:30:00-04:00.",
    "greater_than": "Debe ser mayor que {gt}.",
    "greater_than_equal": "Debe ser {ge} o más.",
    "less_than": "Debe ser menor que {lt}.",
    "less_than_equal": "Debe ser {le} o menos.",
    "enum": "No es uno de los valores posibles: {expected}.",
    "literal_error": "No es uno de los valores posibles: {expected}.",
    "union_tag_invalid": "No es uno de los valores posibles: {expected_tags}.",
    "union_tag_not_found": "Falta decir de qué clase es.",
    "too_short": "Faltan elementos: el mínimo es {min_length}.",
    "too_long": "Sobran elementos: el máximo es {max_length}.",
    "list_type": "Debe ser una lista.",
    "set_type": "Debe ser una lista.",
    "tuple_type": "Debe ser una lista.",
    "dict_type": "Debe ser un objeto con sus datos.",
    "model_type": "Debe ser un objeto con sus datos.",
    "model_attributes_type": "Debe ser un objeto con sus datos.",
}
OTHERWISE = "No es válido."


def faults(error: RequestValidationError) -> list[dict[str, str]]:
    """Field by field, without repeating what was sent: it may be a secret, and it may be no text."""
    return [
        {"field": _printable(".".join(map(str, fault["loc"]))), "detail": says(fault)}
        for fault in error.errors()[:MOST]
    ]


def says(fault: dict[str, Any]) -> str:
    told = SAYS.get(fault["type"], OTHERWISE)
    if fault["type"] == "value_error" and (why := fault.get("ctx", {}).get("error")):
        return str(why)
    return told.format_map(fault.get("ctx") or {})


def _printable(field: str) -> str:
    return field[:200].encode("utf-8", "replace").decode()
