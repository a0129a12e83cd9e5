"""The report as ETSI TS 119 102-2 has it, for programs that read only that."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

REPORT, DS = "http://uri.etsi.org/19102/v1.4.1#", "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
URN = "urn:etsi:019102"
MEDIA_TYPE = "application/xml"
PROOFS = {"timestamp": "validation", "document-timestamp": "validation", "reception": "provided", "now": "validation"}
PROCESS = f"{URN}:validationprocess:LTA"
STAMPS = {"TOTAL-PASSED": "passed", "TOTAL-FAILED": "failed", "INDETERMINATE": "indeterminate"}

for prefix, namespace in (("vr", REPORT), ("ds", DS)):
    register_namespace(prefix, namespace)


def as_xml(told: Mapping[str, Any], sha256: str) -> bytes:
    """The same that `signature.report` tells, of the file with this hash."""
    root = Element(f"{{{REPORT}}}ValidationReport")
    signatures = [each for each in told["signatures"] if each["kind"] != "timestamp"]
    for each in signatures:
        _signature(root, each, told, sha256)
    if not signatures:
        _status(_add(root, "SignatureValidationReport"), told)
    _objects(root, told)
    content: bytes = tostring(root, "utf-8", xml_declaration=True)
    return content


def _signature(root: Element, each: Mapping[str, Any], told: Mapping[str, Any], sha256: str) -> None:
    report = _add(root, "SignatureValidationReport")
    named = _add(report, "SignatureIdentifier")
    _add(named, "HashOnly", "false")
    _add(named, "DocHashOnly", "false")
    _add(named, "DAIdentifier", str(each["field"]))
    times = _add(report, "ValidationTimeInfo")
    _add(times, "ValidationTime", told["at"])
    best = _add(times, "BestSignatureTime")
    _add(best, "POETime", each["poe"]["at"])
    _add(best, "TypeOfProof", f"{URN}:poetype:{PROOFS[each['poe']['by']]}")
    _digest(_add(report, "SignersDocument"), sha256)
    attributes = _add(report, "SignatureAttributes")
    _add(_add(attributes, "SigningTime"), "Time", each["when"])
    if each["reason"]:
        _add(_add(attributes, "Reason"), "ReasonElement", each["reason"])
    if each["chain"]:
        signer = _add(report, "SignerInformation")
        _add(signer, "SignerCertificate").set("VOReference", _id(each["chain"][-1]))
        _add(signer, "Signer", each["who"])
    _add(_add(report, "SignatureValidationProcess"), "SignatureValidationProcessID", PROCESS)
    _status(report, each)


def _status(report: Element, told: Mapping[str, Any]) -> None:
    """What is concluded, on which certificates that rests, and why, in words."""
    status = _add(report, "SignatureValidationStatus")
    _add(status, "MainIndication", f"{URN}:mainindication:{told['indication'].lower()}")
    if told["sub_indication"]:
        _add(status, "SubIndication", f"{URN}:subindication:{told['sub_indication']}")
    chain = told.get("chain") or []
    data = _add(status, "AssociatedValidationReportData")
    if chain:
        _add(data, "TrustAnchor").set("VOReference", _id(chain[0]))
        links = _add(data, "CertificateChain")
        _add(links, "SigningCertificate").set("VOReference", _id(chain[-1]))
        for each in reversed(chain[1:-1]):
            _add(links, "IntermediateCertificate").set("VOReference", _id(each))
    more = _add(data, "AdditionalValidationReportData")
    for text in [*([told["says"]] if "says" in told else []), *told["reasons"]] or ["—"]:
        line = _add(more, "ReportData")
        _add(line, "Type", "urn:oficina:sentence")
        _add(line, "Value", text)


def _objects(root: Element, told: Mapping[str, Any]) -> None:
    """Each certificate once, and each document timestamp with what is concluded of it."""
    known = dict(_certificates(told))
    stamps = [each for each in told["signatures"] if each["kind"] == "timestamp"]
    if not known and not stamps:
        return
    objects = _add(root, "SignatureValidationObjects")
    for name, sha256 in known.items():
        _digest(_representation(objects, name, "certificate"), sha256)
    for at, each in enumerate(stamps):
        holder = _representation(objects, f"stamp-{at}", "timestamp")
        _add(holder, "direct", str(each["field"]))
        one = next(reversed(list(objects)))
        poe = _add(one, "POE")
        _add(poe, "POETime", each["poe"]["at"])
        _add(poe, "TypeOfProof", f"{URN}:poetype:{PROOFS[each['poe']['by']]}")
        judged = dict(each) | {"indication": STAMPS[each["indication"]]}
        _status(_add(one, "ValidationReport"), judged)


def _certificates(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in told["signatures"]:
        for link in each["chain"]:
            yield _id(link), link["sha256"]


def _representation(objects: Element, name: str, kind: str) -> Element:
    one = _add(objects, "ValidationObject")
    one.set("id", name)
    _add(one, "ObjectType", f"{URN}:validationObject:{kind}")
    return _add(one, "ValidationObjectRepresentation")


def _digest(holder: Element, sha256: str) -> None:
    digest = _add(holder, "DigestAlgAndValue")
    SubElement(digest, f"{{{DS}}}DigestMethod").set("Algorithm", SHA256)
    SubElement(digest, f"{{{DS}}}DigestValue").text = b64encode(bytes.fromhex(sha256)).decode()


def _id(link: Mapping[str, Any]) -> str:
    return f"certificate-{link['sha256']}"


def _add(holder: Element, name: str, text: str | None = None) -> Element:
    made = SubElement(holder, f"{{{REPORT}}}{name}")
    made.text = None if text is None else "".join(each for each in text if each.isprintable())
    return made
