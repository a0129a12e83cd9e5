"""The first schema. Written by `make migration` from the models."""

import sqlalchemy as sa
from alembic import op

from oficina.migrations.undoing import drop_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    for make in (
        _additional_readers,
        _audit_checkpoints,
        _audit_entries,
        _audit_heads,
        _audit_keys,
        _audit_nodes,
        _blob_holds,
        _demonstration_clock,
        _entry_codes,
        _evidence_trees,
        _exchange,
        _expedientes,
        _house_holidays,
        _institutions,
        _iuie_series,
        _jobs,
        _kept_replies,
        _last_done,
        _namings,
        _office,
        _offices,
        _people,
        _questions,
        _reader_marks,
        _readings,
        _receptions,
        _relay_turns,
        _saved_searches,
        _search_exports,
        _search_holdings,
        _sign_in_tries,
        _signature_credentials,
        _signature_extensions,
        _signature_firmagob,
        _signature_lasting,
        _signature_remote,
        _signature_seals,
        _time_authorities,
        _timers,
        _unindexed,
        _verification_codes,
        _addressees,
        _api_keys,
        _audit_personal_facts,
        _authenticators,
        _correlatives,
        _evidence_files,
        _evidence_stamps,
        _expediente_accesses,
        _expediente_acts,
        _expediente_entries,
        _expediente_parties,
        _factor_challenges,
        _memberships,
        _one_time_links,
        _platform_administrators,
        _reception_corrections,
        _reception_steps,
        _recovery_codes,
        _referrals,
        _sessions,
        _units,
        _distribution_lists,
        _documents,
        _posts,
        _role_grants,
        _answers,
        _assignments,
        _assistances,
        _attachments,
        _communications,
        _delegations,
        _folios,
        _metadata_values,
        _signature_requests,
        _substitutions,
        _versions,
        _deliveries,
        _distribution_lines,
        _outside_dispatches,
        _dispatch_evidence,
    ):
        make()


def downgrade() -> None:
    drop_tables(
        "dispatch_evidence",
        "outside_dispatches",
        "distribution_lines",
        "deliveries",
        "versions",
        "substitutions",
        "signature_requests",
        "metadata_values",
        "folios",
        "delegations",
        "communications",
        "attachments",
        "assistances",
        "assignments",
        "answers",
        "role_grants",
        "posts",
        "documents",
        "distribution_lists",
        "units",
        "sessions",
        "referrals",
        "recovery_codes",
        "reception_steps",
        "reception_corrections",
        "platform_administrators",
        "one_time_links",
        "memberships",
        "factor_challenges",
        "expediente_parties",
        "expediente_entries",
        "expediente_acts",
        "expediente_accesses",
        "evidence_stamps",
        "evidence_files",
        "correlatives",
        "authenticators",
        "audit_personal_facts",
        "api_keys",
        "addressees",
        "verification_codes",
        "unindexed",
        "timers",
        "time_authorities",
        "signature_seals",
        "signature_remote",
        "signature_lasting",
        "signature_firmagob",
        "signature_extensions",
        "signature_credentials",
        "sign_in_tries",
        "search_holdings",
        "search_exports",
        "saved_searches",
        "relay_turns",
        "receptions",
        "readings",
        "reader_marks",
        "questions",
        "people",
        "offices",
        "office",
        "namings",
        "last_done",
        "kept_replies",
        "jobs",
        "iuie_series",
        "institutions",
        "house_holidays",
        "expedientes",
        "exchange",
        "evidence_trees",
        "entry_codes",
        "demonstration_clock",
        "blob_holds",
        "audit_nodes",
        "audit_keys",
        "audit_heads",
        "audit_entries",
        "audit_checkpoints",
        "additional_readers",
    )


def _additional_readers() -> None:
    op.create_table(
        "additional_readers",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", "mark", name=op.f("pk_additional_readers")),
    )


def _audit_checkpoints() -> None:
    op.create_table(
        "audit_checkpoints",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "size", name=op.f("pk_audit_checkpoints")),
        info={"app_may": "SELECT, INSERT, UPDATE (token)", "sealed": False},
    )


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sealed_facts", sa.JSON(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_audit_entries")),
        info={"app_may": 'SELECT, INSERT, UPDATE ("index")', "sealed": False},
    )
    op.create_index("ix_audit_entries_subject", "audit_entries", ["institution_id", "subject_id"], unique=False)
    op.create_index("uq_audit_entries_index", "audit_entries", ["institution_id", "index"], unique=True)


def _audit_heads() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("stamp_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_audit_heads")),
        info={"sealed": False},
    )


def _audit_keys() -> None:
    op.create_table(
        "audit_keys",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("verifier", sa.String(length=255), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "verifier", name=op.f("pk_audit_keys")),
        info={"app_may": "SELECT, INSERT", "sealed": False},
    )


def _audit_nodes() -> None:
    op.create_table(
        "audit_nodes",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "level", "start", name=op.f("pk_audit_nodes")),
        info={"app_may": "SELECT, INSERT", "sealed": False},
    )


def _blob_holds() -> None:
    op.create_table(
        "blob_holds",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "blob", "subject_id", name=op.f("pk_blob_holds")),
    )
    op.create_index("ix_blob_holds_since", "blob_holds", ["institution_id", "since"], unique=False)


def _demonstration_clock() -> None:
    op.create_table(
        "demonstration_clock",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_demonstration_clock")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )


def _entry_codes() -> None:
    op.create_table(
        "entry_codes",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("reception_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_entry_codes")),
        sa.UniqueConstraint("reception_id", name=op.f("uq_entry_codes_reception_id")),
        info={"app_may": "SELECT, INSERT"},
    )


def _evidence_trees() -> None:
    op.create_table(
        "evidence_trees",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("algorithm", sa.String(length=10), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_evidence_trees")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index("ix_evidence_trees_due_at", "evidence_trees", ["institution_id", "due_at"], unique=False)


def _exchange() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
        info={"app_may": "SELECT, INSERT, UPDATE (taken_at)"},
    )
    op.create_index("ix_exchange_recipient_id", "exchange", ["recipient_id", "id"], unique=False)


def _expedientes() -> None:
    op.create_table(
        "expedientes",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("iuie", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("responsible", sa.String(length=300), nullable=False),
        sa.Column("ex_officio", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("procedure_name", sa.String(length=300), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("responsible_post_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("access_level", sa.Integer(), nullable=False),
        sa.Column("access_cause", sa.String(length=300), nullable=False),
        sa.Column("restricted_until", sa.Date(), nullable=True),
        sa.Column("warning", sa.String(length=300), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("last_occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_expedientes")),
        sa.UniqueConstraint("institution_id", "iuie", name=op.f("uq_expedientes_institution_id_iuie")),
        sa.UniqueConstraint("institution_id", "year", "number", name=op.f("uq_expedientes_institution_id_year_number")),
    )
    op.create_index(op.f("ix_expedientes_institution_id"), "expedientes", ["institution_id", "state"], unique=False)


def _house_holidays() -> None:
    op.create_table(
        "house_holidays",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_holiday", sa.Boolean(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "day", name=op.f("pk_house_holidays")),
    )


def _institutions() -> None:
    op.create_table(
        "institutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("letterhead", sa.JSON(), nullable=False),
        sa.Column("comuna", sa.String(length=60), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("numbers_entries", sa.String(length=20), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("code", name=op.f("uq_institutions_code")),
    )


def _iuie_series() -> None:
    op.create_table(
        "iuie_series",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "year", name=op.f("pk_iuie_series")),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("turn_of", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("published_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_dedupe_key"), "jobs", ["dedupe_key"], unique=False)
    op.create_index("ix_jobs_out", "jobs", ["queue", "published_until"], unique=False)
    op.create_index("ix_jobs_turns", "jobs", ["state", "queue", "turn_of", "due_at"], unique=False)


def _kept_replies() -> None:
    op.create_table(
        "kept_replies",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.String(length=80), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "client", "key", name=op.f("pk_kept_replies")),
    )


def _last_done() -> None:
    op.create_table(
        "last_done",
        sa.Column("chore", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chore", name=op.f("pk_last_done")),
    )


def _namings() -> None:
    op.create_table(
        "namings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("was", sa.String(length=200), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_cited", sa.String(length=300), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_namings")),
    )
    op.create_index("ix_namings_thing", "namings", ["institution_id", "thing_id"], unique=False)


def _office() -> None:
    op.create_table(
        "office",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_name", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_office")),
        info={"app_may": "SELECT, INSERT"},
    )


def _offices() -> None:
    op.create_table(
        "offices",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_offices")),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.String(length=12), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("wrapped_totp", sa.LargeBinary(), nullable=True),
        sa.Column("last_totp_step", sa.Integer(), nullable=False),
        sa.Column("owes_factor", sa.Boolean(), nullable=False),
        sa.Column("owes_why", sa.String(length=300), nullable=False),
        sa.Column("keys", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("run", name=op.f("uq_people_run")),
    )


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_since"), "questions", ["since"], unique=False)


def _reader_marks() -> None:
    op.create_table(
        "reader_marks",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", "mark", "granted", name=op.f("pk_reader_marks")),
    )
    op.create_index(
        op.f("ix_reader_marks_institution_id"), "reader_marks", ["institution_id", "mark", "subject_id"], unique=False
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("unread", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "blob", name=op.f("pk_readings")),
        info={"sealed": False},
    )


def _receptions() -> None:
    op.create_table(
        "receptions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=200), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("sender_kind", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("turn", sa.String(length=300), nullable=False),
        sa.Column("turn_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exchange_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("entry_number", sa.Integer(), nullable=True),
        sa.Column("sender_id", sa.Uuid(), nullable=True),
        sa.Column("sender_rut", sa.String(length=12), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("antecedent", sa.Text(), nullable=False),
        sa.Column("petition", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("annexes", sa.Text(), nullable=False),
        sa.Column("annexes_place", sa.String(length=200), nullable=False),
        sa.Column("sealed_envelope", sa.Boolean(), nullable=False),
        sa.Column("access_level", sa.Integer(), nullable=False),
        sa.Column("access_cause", sa.String(length=300), nullable=False),
        sa.Column("access_until", sa.Date(), nullable=True),
        sa.Column("access_warning", sa.String(length=300), nullable=False),
        sa.Column("access_decided_by", sa.String(length=200), nullable=False),
        sa.Column("access_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("destination_unit_id", sa.Uuid(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=300), nullable=True),
        sa.Column("receipt", sa.String(length=64), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=255), nullable=True),
        sa.Column("answer_expected", sa.Boolean(), nullable=False),
        sa.Column("answer_to", sa.String(length=200), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_way", sa.String(length=40), nullable=True),
        sa.Column("closed_reason", sa.String(length=255), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_receptions")),
        sa.UniqueConstraint("institution_id", "exchange_id", name=op.f("uq_receptions_institution_id_exchange_id")),
        sa.UniqueConstraint(
            "institution_id",
            "office_id",
            "year",
            "entry_number",
            name=op.f("uq_receptions_institution_id_office_id_year_entry_number"),
        ),
    )
    op.create_index("ix_receptions_access_until", "receptions", ["institution_id", "access_until"], unique=False)
    op.create_index("ix_receptions_arrived_at", "receptions", ["institution_id", "arrived_at", "id"], unique=False)
    op.create_index("ix_receptions_delivery_id", "receptions", ["institution_id", "delivery_id"], unique=False)
    op.create_index("ix_receptions_letter_id", "receptions", ["institution_id", "letter_id"], unique=False)
    op.create_index("ix_receptions_state", "receptions", ["institution_id", "state", "closed_at"], unique=False)
    op.create_index("ix_receptions_state_id", "receptions", ["institution_id", "state", "id"], unique=False)


def _relay_turns() -> None:
    op.create_table(
        "relay_turns",
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("last_served", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_relay_turns")),
    )


def _saved_searches() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_saved_searches")),
    )
    op.create_index(
        op.f("ix_saved_searches_institution_id"), "saved_searches", ["institution_id", "owner"], unique=False
    )


def _search_exports() -> None:
    op.create_table(
        "search_exports",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(length=160), nullable=False),
        sa.Column("client", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_search_exports")),
    )
    op.create_index(
        op.f("ix_search_exports_institution_id"), "search_exports", ["institution_id", "owner"], unique=False
    )


def _search_holdings() -> None:
    op.create_table(
        "search_holdings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", "holder_id", name=op.f("pk_search_holdings")),
    )


def _sign_in_tries() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("of", name=op.f("pk_sign_in_tries")),
    )


def _signature_credentials() -> None:
    op.create_table(
        "signature_credentials",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_p12", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_pins", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_signature_credentials")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index(
        "ix_signature_credentials_person", "signature_credentials", ["institution_id", "person_id"], unique=False
    )


def _signature_extensions() -> None:
    op.create_table(
        "signature_extensions",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("wanted", sa.String(length=5), nullable=False),
        sa.Column("made", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("source", "wanted", name=op.f("pk_signature_extensions")),
        info={"app_may": "SELECT, INSERT"},
    )
    op.create_index(op.f("ix_signature_extensions_made"), "signature_extensions", ["made"], unique=False)


def _signature_firmagob() -> None:
    op.create_table(
        "signature_firmagob",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entity", sa.String(length=200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("token_ends", sa.String(length=4), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_signature_firmagob")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )


def _signature_lasting() -> None:
    op.create_table(
        "signature_lasting",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", "origin", name=op.f("pk_signature_lasting")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index("ix_signature_lasting_due_at", "signature_lasting", ["institution_id", "due_at"], unique=False)


def _signature_remote() -> None:
    op.create_table(
        "signature_remote",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("run", sa.String(length=12), nullable=False),
        sa.Column("prepared", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("signing_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("claim", sa.JSON(), nullable=True),
        sa.Column("cms", sa.LargeBinary(), nullable=True),
        sa.Column("audit_key", sa.String(length=100), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_signature_remote")),
        sa.UniqueConstraint("institution_id", "subject_id", "field", "source", "run", name="uq_signature_remote"),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )


def _signature_seals() -> None:
    op.create_table(
        "signature_seals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("p12", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_pin", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_signature_seals")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index("ix_signature_seals_office", "signature_seals", ["institution_id", "office_id"], unique=False)


def _time_authorities() -> None:
    op.create_table(
        "time_authorities",
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_time_authorities")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_timers")),
    )


def _unindexed() -> None:
    op.create_table(
        "unindexed",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_unindexed")),
    )
    op.create_index(op.f("ix_unindexed_institution_id"), "unindexed", ["institution_id", "subject_id"], unique=False)


def _verification_codes() -> None:
    op.create_table(
        "verification_codes",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_verification_codes")),
        info={"app_may": "SELECT, INSERT"},
    )


def _addressees() -> None:
    op.create_table(
        "addressees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name=op.f("fk_addressees_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addressees")),
    )
    op.create_index("ix_addressees_institution", "addressees", ["institution_id"], unique=False)


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=8), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("system", sa.String(length=80), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name=op.f("fk_api_keys_institution_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_api_keys_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_index("ix_api_keys_institution", "api_keys", ["institution_id"], unique=False)


def _audit_personal_facts() -> None:
    op.create_table(
        "audit_personal_facts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "entry_id"],
            ["audit_entries.institution_id", "audit_entries.id"],
            name=op.f("fk_audit_personal_facts_institution_id_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "entry_id", "name", name=op.f("pk_audit_personal_facts")),
        info={"app_may": "SELECT, INSERT, DELETE", "sealed": False},
    )


def _authenticators() -> None:
    op.create_table(
        "authenticators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_authenticators_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticators")),
        sa.UniqueConstraint("handle", name=op.f("uq_authenticators_handle")),
    )
    op.create_index("ix_authenticators_person", "authenticators", ["person_id"], unique=False)


def _correlatives() -> None:
    op.create_table(
        "correlatives",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "office_id"],
            ["offices.institution_id", "offices.id"],
            name=op.f("fk_correlatives_institution_id_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "office_id", "series", "year", name=op.f("pk_correlatives")),
    )


def _evidence_files() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tree_id", sa.Uuid(), nullable=True),
        sa.Column("ways", sa.LargeBinary(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "tree_id"],
            ["evidence_trees.institution_id", "evidence_trees.id"],
            name=op.f("fk_evidence_files_institution_id_tree_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "subject_id", "blob", name=op.f("pk_evidence_files")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index("ix_evidence_files_received_at", "evidence_files", ["institution_id", "received_at"], unique=False)
    op.create_index("ix_evidence_files_tree_id", "evidence_files", ["institution_id", "tree_id"], unique=False)


def _evidence_stamps() -> None:
    op.create_table(
        "evidence_stamps",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("tree_id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.String(length=10), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "tree_id"],
            ["evidence_trees.institution_id", "evidence_trees.id"],
            name=op.f("fk_evidence_stamps_institution_id_tree_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "tree_id", "chain", "number", name=op.f("pk_evidence_stamps")),
        info={"app_may": "SELECT, INSERT"},
    )


def _expediente_accesses() -> None:
    op.create_table(
        "expediente_accesses",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expediente_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("system", sa.String(length=80), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "expediente_id"],
            ["expedientes.institution_id", "expedientes.id"],
            name=op.f("fk_expediente_accesses_institution_id_expediente_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_expediente_accesses")),
        info={"app_may": "SELECT, INSERT"},
    )
    op.create_index(
        op.f("ix_expediente_accesses_institution_id"),
        "expediente_accesses",
        ["institution_id", "expediente_id"],
        unique=False,
    )


def _expediente_acts() -> None:
    op.create_table(
        "expediente_acts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("expediente_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("system", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "expediente_id"],
            ["expedientes.institution_id", "expedientes.id"],
            name=op.f("fk_expediente_acts_institution_id_expediente_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "expediente_id", "position", name=op.f("pk_expediente_acts")),
        info={"app_may": "SELECT, INSERT"},
    )


def _expediente_entries() -> None:
    op.create_table(
        "expediente_entries",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expediente_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("document_type", sa.String(length=80), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=200), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("identifiers", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "expediente_id"],
            ["expedientes.institution_id", "expedientes.id"],
            name=op.f("fk_expediente_entries_institution_id_expediente_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_expediente_entries")),
        sa.UniqueConstraint(
            "institution_id",
            "expediente_id",
            "position",
            name=op.f("uq_expediente_entries_institution_id_expediente_id_position"),
        ),
        info={"app_may": "SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_reason)"},
    )
    op.create_index(
        op.f("ix_expediente_entries_institution_id"),
        "expediente_entries",
        ["institution_id", "expediente_id", "occurred_at"],
        unique=False,
    )
    op.create_index(
        "ix_expediente_entries_subject", "expediente_entries", ["institution_id", "subject_id"], unique=False
    )


def _expediente_parties() -> None:
    op.create_table(
        "expediente_parties",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expediente_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run", sa.String(length=12), nullable=False),
        sa.Column("relation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("represents", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "expediente_id"],
            ["expedientes.institution_id", "expedientes.id"],
            name=op.f("fk_expediente_parties_institution_id_expediente_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_expediente_parties")),
        info={"app_may": "SELECT, INSERT, UPDATE (ended_at)"},
    )
    op.create_index(
        op.f("ix_expediente_parties_institution_id"),
        "expediente_parties",
        ["institution_id", "expediente_id"],
        unique=False,
    )


def _factor_challenges() -> None:
    op.create_table(
        "factor_challenges",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_factor_challenges_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_factor_challenges")),
    )
    op.create_index("ix_factor_challenges_person", "factor_challenges", ["person_id"], unique=False)


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name=op.f("fk_memberships_institution_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("person_id", "institution_id", name=op.f("pk_memberships")),
    )


def _one_time_links() -> None:
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_one_time_links_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_one_time_links")),
    )


def _platform_administrators() -> None:
    op.create_table(
        "platform_administrators",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_platform_administrators_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_platform_administrators")),
    )


def _reception_corrections() -> None:
    op.create_table(
        "reception_corrections",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reception_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "reception_id"],
            ["receptions.institution_id", "receptions.id"],
            name=op.f("fk_reception_corrections_institution_id_reception_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_reception_corrections")),
        info={"app_may": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_reception_corrections_reception_id",
        "reception_corrections",
        ["institution_id", "reception_id"],
        unique=False,
    )


def _reception_steps() -> None:
    op.create_table(
        "reception_steps",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reception_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("behalf", sa.String(length=500), nullable=True),
        sa.Column("to", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "reception_id"],
            ["receptions.institution_id", "receptions.id"],
            name=op.f("fk_reception_steps_institution_id_reception_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_reception_steps")),
        info={"app_may": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_reception_steps_reception_id", "reception_steps", ["institution_id", "reception_id", "id"], unique=False
    )


def _recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_person", "recovery_codes", ["person_id"], unique=False)


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reception_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=50), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("term", sa.JSON(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referred_by", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("way", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "parent_id"],
            ["referrals.institution_id", "referrals.id"],
            name=op.f("fk_referrals_institution_id_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "reception_id"],
            ["receptions.institution_id", "receptions.id"],
            name=op.f("fk_referrals_institution_id_reception_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_mark", "referrals", ["institution_id", "mark", "purpose", "state"], unique=False)
    op.create_index("ix_referrals_parent_id", "referrals", ["institution_id", "parent_id"], unique=False)
    op.create_index("ix_referrals_reception_id", "referrals", ["institution_id", "reception_id"], unique=False)
    op.create_index("ix_referrals_state", "referrals", ["institution_id", "state", "due_at"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("awaits_code", sa.Boolean(), nullable=False),
        sa.Column("factor", sa.String(length=16), nullable=True),
        sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("at_platform", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name=op.f("fk_sessions_institution_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_person", "sessions", ["person_id"], unique=False)


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "office_id"],
            ["offices.institution_id", "offices.id"],
            name=op.f("fk_units_institution_id_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "parent_id"],
            ["units.institution_id", "units.id"],
            name=op.f("fk_units_institution_id_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_units")),
    )


def _distribution_lists() -> None:
    op.create_table(
        "distribution_lists",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "office_id"],
            ["offices.institution_id", "offices.id"],
            name=op.f("fk_distribution_lists_institution_id_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "unit_id"],
            ["units.institution_id", "units.id"],
            name=op.f("fk_distribution_lists_institution_id_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_distribution_lists")),
    )
    op.create_index("ix_distribution_lists_name", "distribution_lists", ["institution_id", "name"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kind_version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("access_level", sa.Integer(), nullable=False),
        sa.Column("access_cause", sa.String(length=500), nullable=True),
        sa.Column("access_until", sa.Date(), nullable=True),
        sa.Column("access_warning", sa.String(length=300), nullable=False),
        sa.Column("access_decided_by", sa.String(length=200), nullable=False),
        sa.Column("access_decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("unique_code", sa.String(length=40), nullable=False),
        sa.Column("classification", sa.String(length=80), nullable=False),
        sa.Column("verification_code", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafting", sa.String(length=10), nullable=False),
        sa.Column("signing", sa.String(length=10), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("behalf", sa.JSON(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "office_id"],
            ["offices.institution_id", "offices.id"],
            name=op.f("fk_documents_institution_id_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "unit_id"],
            ["units.institution_id", "units.id"],
            name=op.f("fk_documents_institution_id_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_documents")),
        sa.UniqueConstraint("institution_id", "unique_code", name=op.f("uq_documents_institution_id_unique_code")),
        sa.UniqueConstraint(
            "institution_id", "verification_code", name=op.f("uq_documents_institution_id_verification_code")
        ),
    )
    op.create_index("ix_documents_access_until", "documents", ["institution_id", "access_until"], unique=False)
    op.create_index("ix_documents_author_id", "documents", ["institution_id", "author_id", "drafting"], unique=False)
    op.create_index(
        "ix_documents_dispatched_at",
        "documents",
        ["institution_id", "dispatched_at", "annulled_at", "signing", "id"],
        unique=False,
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("second_factor", sa.String(length=8), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "unit_id"],
            ["units.institution_id", "units.id"],
            name=op.f("fk_posts_institution_id_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_posts")),
    )


def _role_grants() -> None:
    op.create_table(
        "role_grants",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "office_id"],
            ["offices.institution_id", "offices.id"],
            name=op.f("fk_role_grants_institution_id_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "unit_id"],
            ["units.institution_id", "units.id"],
            name=op.f("fk_role_grants_institution_id_unit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_role_grants")),
    )
    op.create_index("ix_role_grants_person", "role_grants", ["institution_id", "person_id"], unique=False)


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("reception_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("definitive", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_answers_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "reception_id"],
            ["receptions.institution_id", "receptions.id"],
            name=op.f("fk_answers_institution_id_reception_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "reception_id", "document_id", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_document_id", "answers", ["institution_id", "document_id"], unique=False)


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "post_id"],
            ["posts.institution_id", "posts.id"],
            name=op.f("fk_assignments_institution_id_post_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_person", "assignments", ["institution_id", "person_id"], unique=False)


def _assistances() -> None:
    op.create_table(
        "assistances",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chief_post_id", sa.Uuid(), nullable=False),
        sa.Column("assistant_id", sa.Uuid(), nullable=True),
        sa.Column("assistant_post_id", sa.Uuid(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "assistant_post_id"],
            ["posts.institution_id", "posts.id"],
            name=op.f("fk_assistances_institution_id_assistant_post_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "chief_post_id"],
            ["posts.institution_id", "posts.id"],
            name=op.f("fk_assistances_institution_id_chief_post_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_assistances")),
    )
    op.create_index("ix_assistances_person", "assistances", ["institution_id", "assistant_id"], unique=False)
    op.create_index("ix_assistances_post", "assistances", ["institution_id", "assistant_post_id"], unique=False)


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=300), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_attachments_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_blob"), "attachments", ["blob"], unique=False)
    op.create_index(
        op.f("ix_attachments_institution_id"), "attachments", ["institution_id", "document_id"], unique=False
    )


def _communications() -> None:
    op.create_table(
        "communications",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("folio", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("access_level", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("behalf", sa.JSON(), nullable=True),
        sa.Column("answer_expected", sa.Boolean(), nullable=False),
        sa.Column("answer_to_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_register_number", sa.String(length=60), nullable=True),
        sa.Column("state_registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_communications_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_communications")),
    )
    op.create_index("ix_communications_document_id", "communications", ["institution_id", "document_id"], unique=False)
    op.create_index("ix_communications_sent_at", "communications", ["institution_id", "sent_at", "id"], unique=False)


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delegator_post_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_post_id", sa.Uuid(), nullable=False),
        sa.Column("act_cited", sa.String(length=300), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "delegate_post_id"],
            ["posts.institution_id", "posts.id"],
            name=op.f("fk_delegations_institution_id_delegate_post_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "delegator_post_id"],
            ["posts.institution_id", "posts.id"],
            name=op.f("fk_delegations_institution_id_delegator_post_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_delegator", "delegations", ["institution_id", "delegator_post_id"], unique=False)


def _folios() -> None:
    op.create_table(
        "folios",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=30), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_by", sa.Uuid(), nullable=True),
        sa.Column("annulment_reason", sa.String(length=500), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_folios_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "document_id", name=op.f("pk_folios")),
        sa.UniqueConstraint(
            "institution_id",
            "office_id",
            "series",
            "year",
            "number",
            name=op.f("uq_folios_institution_id_office_id_series_year_number"),
        ),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index("ix_folios_annulled_at", "folios", ["institution_id", "annulled_at"], unique=False)


def _metadata_values() -> None:
    op.create_table(
        "metadata_values",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.String(length=16), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_metadata_values_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "document_id", "element", "occurrence", "revision", name=op.f("pk_metadata_values")
        ),
        info={"app_may": "SELECT, INSERT"},
    )


def _signature_requests() -> None:
    op.create_table(
        "signature_requests",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=3), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("whose", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("basis_sha256", sa.String(length=64), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("behalf", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_sha256", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_id", sa.Uuid(), nullable=True),
        sa.Column("capacity", sa.JSON(), nullable=True),
        sa.Column("observations", sa.Text(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_signature_requests_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_signature_requests")),
        info={"app_may": "SELECT, INSERT, UPDATE"},
    )
    op.create_index(
        "ix_signature_requests_document", "signature_requests", ["institution_id", "document_id"], unique=False
    )
    op.create_index(
        "ix_signature_requests_person", "signature_requests", ["institution_id", "state", "person_id"], unique=False
    )
    op.create_index(
        "ix_signature_requests_post", "signature_requests", ["institution_id", "state", "post_id"], unique=False
    )


def _substitutions() -> None:
    op.create_table(
        "substitutions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=False),
        sa.Column("act_cited", sa.String(length=300), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "post_id"],
            ["posts.institution_id", "posts.id"],
            name=op.f("fk_substitutions_institution_id_post_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_substitutions")),
    )
    op.create_index("ix_substitutions_post", "substitutions", ["institution_id", "post_id"], unique=False)


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("system", sa.String(length=120), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("basis", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=True),
        sa.Column("behalf", sa.JSON(), nullable=True),
        sa.Column("repair", sa.JSON(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "document_id"],
            ["documents.institution_id", "documents.id"],
            name=op.f("fk_versions_institution_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "document_id", "number", name=op.f("pk_versions")),
        info={"app_may": "SELECT, INSERT"},
    )
    op.create_index(op.f("ix_versions_blob"), "versions", ["blob"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("communication_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("reception_id", sa.Uuid(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=True),
        sa.Column("answered_by", sa.String(length=300), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=255), nullable=True),
        sa.Column("receipt", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=80), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "communication_id"],
            ["communications.institution_id", "communications.id"],
            name=op.f("fk_deliveries_institution_id_communication_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "institution_id",
            "communication_id",
            "recipient_id",
            "attempt",
            name=op.f("uq_deliveries_institution_id_communication_id_recipient_id_attempt"),
        ),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["institution_id", "state"], unique=False)


def _distribution_lines() -> None:
    op.create_table(
        "distribution_lines",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("communication_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("copy", sa.String(length=40), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "communication_id"],
            ["communications.institution_id", "communications.id"],
            name=op.f("fk_distribution_lines_institution_id_communication_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "communication_id", "position", name=op.f("pk_distribution_lines")),
    )


def _outside_dispatches() -> None:
    op.create_table(
        "outside_dispatches",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("communication_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("recipient_kind", sa.String(length=40), nullable=False),
        sa.Column("rut", sa.String(length=12), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tracking_number", sa.String(length=60), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_by", sa.String(length=200), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=255), nullable=True),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "communication_id"],
            ["communications.institution_id", "communications.id"],
            name=op.f("fk_outside_dispatches_institution_id_communication_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_outside_dispatches")),
    )
    op.create_index(
        "ix_outside_dispatches_communication_id",
        "outside_dispatches",
        ["institution_id", "communication_id"],
        unique=False,
    )
    op.create_index("ix_outside_dispatches_state", "outside_dispatches", ["institution_id", "state"], unique=False)


def _dispatch_evidence() -> None:
    op.create_table(
        "dispatch_evidence",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "dispatch_id"],
            ["outside_dispatches.institution_id", "outside_dispatches.id"],
            name=op.f("fk_dispatch_evidence_institution_id_dispatch_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("institution_id", "id", name=op.f("pk_dispatch_evidence")),
    )
    op.create_index(
        "ix_dispatch_evidence_dispatch_id", "dispatch_evidence", ["institution_id", "dispatch_id"], unique=False
    )
