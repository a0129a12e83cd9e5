"""The checkpoints of the log, timestamped by whoever stamps signatures."""

import hashlib
from dataclasses import replace
from uuid import uuid4

import pytest
from asn1crypto import cms, tsp
from sqlalchemy import select

import audit.service as audit
from audit.models import Checkpoint
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from signature.errors import TimestampUnavailable
from signature.timestamps import HttpTsa, token_over
from tests.offices import Office, do_all_jobs


def test_the_token_of_a_checkpoint_is_over_its_note(settings: Settings, ministry: Office) -> None:
    platform = open_platform(settings.model_copy(update={"log_tsa_url": "demo:"}))
    with ministry.desk.writing() as work:
        audit.record(work, "test.written", uuid4())
    do_all_jobs(platform)

    with ministry.desk.reading() as work:
        mine = (Checkpoint.institution_id == ministry.id, Checkpoint.token.is_not(None))
        last = work.session.scalars(select(Checkpoint).where(*mine)).first()
    assert last
    assert last.token
    signed = cms.ContentInfo.load(last.token)["content"]
    told = signed["encap_content_info"]["content"].parsed
    assert isinstance(told, tsp.TSTInfo)
    assert told["message_imprint"]["hashed_message"].native == hashlib.sha256(last.note.encode()).digest()
    platform.close()


def test_an_authority_that_does_not_answer_is_a_refusal_that_is_tried_again(platform: Platform) -> None:
    with pytest.raises(TimestampUnavailable):
        token_over(HttpTsa("http://127.0.0.1:9/"), b"x", platform.database.clock())
    assert replace(platform, stamp=None).stamp is None
