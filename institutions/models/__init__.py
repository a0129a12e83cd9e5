"""Who there is: what every institution may know of the others, and how each is made inside."""

from institutions.models.house import (
    Assignment,
    Assistance,
    Delegation,
    HouseHoliday,
    OfficeOfParts,
    Post,
    RoleGrant,
    Substitution,
    Unit,
)
from institutions.models.shared import (
    Addressee,
    ApiKey,
    Institution,
    Membership,
    NumbersEntries,
    OneTimeLink,
    Person,
    PlatformAdministrator,
    RecoveryCode,
    Session,
    SignInTries,
)

__all__ = [
    "Addressee",
    "ApiKey",
    "Assignment",
    "Assistance",
    "Delegation",
    "HouseHoliday",
    "Institution",
    "Membership",
    "NumbersEntries",
    "OfficeOfParts",
    "OneTimeLink",
    "Person",
    "PlatformAdministrator",
    "Post",
    "RecoveryCode",
    "RoleGrant",
    "Session",
    "SignInTries",
    "Substitution",
    "Unit",
]
