"""What correspondence keeps, by side of the desk: what is sent, what passes, what arrives, who attends it."""

from correspondence.models.exchange import Exchange, ExchangeKind
from correspondence.models.kept import DistributionList
from correspondence.models.received import (
    Answer,
    Correction,
    EntryCode,
    Purpose,
    Reception,
    ReceptionState,
    Referral,
    ReferralState,
    Source,
    Step,
)
from correspondence.models.sent import (
    Communication,
    Delivery,
    DeliveryState,
    DistributionLine,
    Evidence,
    OutsideDispatch,
    OutsideState,
)

__all__ = [
    "Answer",
    "Communication",
    "Correction",
    "Delivery",
    "DeliveryState",
    "DistributionLine",
    "DistributionList",
    "EntryCode",
    "Evidence",
    "Exchange",
    "ExchangeKind",
    "OutsideDispatch",
    "OutsideState",
    "Purpose",
    "Reception",
    "ReceptionState",
    "Referral",
    "ReferralState",
    "Source",
    "Step",
]
