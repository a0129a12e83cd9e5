"""The report as ETSI TS 119 102-2 has it: valid against its schema, and it says what ours says."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from signature.etsi import REPORT, as_xml
from signature.report import unreadable
from tests.signature.forging import Signed, increment
from tests.signature.forging.raw import OTHER, stream

pytestmark = pytest.mark.database_free
JARS = Path(__file__).parents[1] / "validators" / "java" / "target" / "lib"
SCHEMA = "TS119102-2-v141.xsd"
CALLED = {
    "xmldsig-core-schema.xsd": "xmldsig-core-schema.xsd",
    "XAdES.xsd": "XAdES01903v132-202407.xsd",
    "ts_119612v020201_201601xsd.xsd": "ts_119612v020101_xsd.xsd",
    "xml.xsd": "xml.xsd",
}
HASH = "0" * 64


class Schemas(etree.Resolver):
    """Finds them in the jars of EU DSS, which bring them; nothing is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.files = dict[str, bytes]()
        for jar in JARS.glob("specs-*.jar"):
            with ZipFile(jar) as opened:
                names = [each for each in opened.namelist() if each.startswith("xsd/")]
                self.files |= {Path(each).name: opened.read(each) for each in names}

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:
        name = Path(system_url or "").name
        found = self.files.get(CALLED.get(name, name), b"")
        return self.resolve_string(found, context, base_url=f"file:///{name}")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("report"))


def reports(signed: Signed) -> dict[str, bytes]:
    forged = increment(signed.pdf, {signed.paper.numbers["contents 0"]: stream(OTHER)})
    return {
        "TOTAL-PASSED": as_xml(signed.report(signed.stamped(signed.pdf)), HASH),
        "TOTAL-FAILED": as_xml(signed.report(forged), HASH),
        "INDETERMINATE": as_xml(unreadable("No se puede leer.\0"), HASH),
    }


def test_it_says_what_the_report_says(signed: Signed) -> None:
    for indication, xml in reports(signed).items():
        told = etree.fromstring(xml)
        main = told.findtext(f".//{{{REPORT}}}SignatureValidationStatus/{{{REPORT}}}MainIndication") or ""
        assert main == f"urn:etsi:019102:mainindication:{indication.lower()}"
    passed = etree.fromstring(reports(signed)["TOTAL-PASSED"])
    kinds = [each.text for each in passed.iter(f"{{{REPORT}}}ObjectType")]
    assert sorted({str(each).rpartition(":")[2] for each in kinds}) == ["certificate", "timestamp"]
    named = {each.get("id") for each in passed.iter(f"{{{REPORT}}}ValidationObject")}
    assert {each.get("VOReference") for each in passed.iter() if each.get("VOReference")} <= named


@pytest.mark.skipif(not list(JARS.glob("specs-validation-report-*.jar")), reason="not built: tests/install-judges")
def test_it_is_valid_against_the_schema_of_etsi(signed: Signed) -> None:
    schemas, parser = Schemas(), etree.XMLParser(no_network=True)
    parser.resolvers.add(schemas)
    schema = etree.XMLSchema(etree.fromstring(schemas.files[SCHEMA], parser, base_url="file:///report.xsd"))

    for indication, xml in reports(signed).items():
        assert schema.validate(etree.fromstring(xml)), (indication, schema.error_log)
