"""What an actor may be allowed to do. Which role carries which is data: `institutions.access`."""

from enum import StrEnum


class Permission(StrEnum):
    """Named for the act, in the order of a document's life."""

    READ = "documents.read"
    DRAFT = "documents.draft"
    REQUEST_SIGNATURE = "signature.request"
    ENDORSE = "signature.endorse"
    SIGN = "signature.sign"
    NUMBER = "documents.number"
    ANNUL = "documents.annul"
    DISPATCH = "correspondence.send"
    REGISTER = "correspondence.register"
    ACKNOWLEDGE = "correspondence.acknowledge"
    REFER = "correspondence.refer"
    ATTEND = "correspondence.attend"
    FILE = "expedientes.file"
    OPEN_EXPEDIENTE = "expedientes.open"
    CLOSE_EXPEDIENTE = "expedientes.close"
    RETAIN = "documents.retain"
    SEARCH = "search.search"
    AUDIT = "audit.read"
    ADMINISTER = "institutions.administer"
    CONFIGURE_NUMBERING = "documents.configure-numbering"
    RUN_PLATFORM = "platform.run"


EVERYTHING = frozenset(Permission) - {Permission.RUN_PLATFORM}
"""All that can be done in an institution. Whoever runs the platform is in none."""
