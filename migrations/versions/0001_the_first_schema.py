"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# PostgreSQL's default collation follows the machine's locale; keyset pages need one order everywhere.
IDENTIFIER = sa.String(160).with_variant(sa.String(160, collation="C"), "postgresql")
# Each engine's own full-text index, fed with words that Homeward's tokeniser has made.
WORDS = {
    "sqlite": ("CREATE VIRTUAL TABLE event_words USING fts5(title, names, summary, content='', tokenize='ascii')",),
    "postgresql": (
        "CREATE TABLE event_words (rowid integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_event_words_words ON event_words USING gin (words) WITH (fastupdate = off)",
    ),
}
# Compressed already: PostgreSQL would try in vain, and take its time.
PACKED = (("term_set", "members"), ("word_set", "members"), ("day_piece", "before"), ("day_piece", "ids"))


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known_from", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_known_from"), ["known_from"], unique=False)

    op.create_table(
        "dataset",
        sa.Column("name", IDENTIFIER, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("glossary", sa.JSON(), nullable=False),
        sa.Column("kept_warnings", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("files_digest", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_dataset")),
    )
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
    )
    op.create_table(
        "version_term",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("value", IDENTIFIER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_term")),
    )
    with op.batch_alter_table("version_term", schema=None) as batch_op:
        batch_op.create_index("ix_version_term_value", ["facet", "value"], unique=True)

    op.create_table(
        "event",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_event_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_dataset"), ["dataset"], unique=False)

    op.create_table(
        "measure",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("many", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_measure_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_dataset"), ["dataset"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_party_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_dataset"), ["dataset"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("radius_km", sa.Double(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("within", IDENTIFIER, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_place_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["within"], ["place.id"], name=op.f("fk_place_within"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_dataset"), ["dataset"], unique=False)

    op.create_table(
        "release_dataset",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", IDENTIFIER, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["release.number"],
            name=op.f("fk_release_dataset_number"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", "name", name=op.f("pk_release_dataset")),
    )
    op.create_table(
        "source",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("accessed", sa.String(), nullable=False),
        sa.Column("known_from", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quality", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_source_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_dataset"), ["dataset"], unique=False)

    op.create_table(
        "timeline",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_timeline_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    with op.batch_alter_table("timeline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timeline_dataset"), ["dataset"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("dataset", IDENTIFIER, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=True),
        sa.Column("timeline_id", IDENTIFIER, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure", IDENTIFIER, nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("best", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("claimant", IDENTIFIER, nullable=False),
        sa.Column("asserted_on", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("source", IDENTIFIER, nullable=False),
        sa.Column("locator", sa.Text(), nullable=True),
        sa.Column("verbatim", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(event_id IS NULL) <> (timeline_id IS NULL)", name="ck_claim_subject"),
        sa.ForeignKeyConstraint(
            ["claimant"], ["party.id"], name=op.f("fk_claim_claimant"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.name"], name=op.f("fk_claim_dataset"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_claim_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["measure"], ["measure.id"], name=op.f("fk_claim_measure"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_claim_source"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["timeline_id"], ["timeline.id"], name=op.f("fk_claim_timeline_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_dataset"), ["dataset"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_timeline_id"), ["timeline_id"], unique=False)

    op.create_table(
        "date_alternative",
        sa.Column("edtf", sa.String(), nullable=False),
        sa.Column("source", IDENTIFIER, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_date_alternative_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_date_alternative_source"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_date_alternative")),
    )
    op.create_table(
        "event_place",
        sa.Column("state", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place_id", IDENTIFIER, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_place_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_event_place_place_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("state", "event_id", "position", name=op.f("pk_event_place")),
    )
    op.create_table(
        "event_relation",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("other_id", IDENTIFIER, nullable=False),
        sa.Column("source", IDENTIFIER, nullable=True),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_relation_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["event.id"], name=op.f("fk_event_relation_other_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_event_relation_source"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_relation")),
    )
    with op.batch_alter_table("event_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_relation_other_id"), ["other_id"], unique=False)

    op.create_table(
        "event_source",
        sa.Column("source", IDENTIFIER, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_source_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_event_source_source"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_source")),
    )
    op.create_table(
        "event_state",
        sa.Column("source", IDENTIFIER, nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_state_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_event_state_source"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_state")),
    )
    op.create_table(
        "event_timeline",
        sa.Column("timeline_id", IDENTIFIER, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_timeline_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["timeline_id"],
            ["timeline.id"],
            name=op.f("fk_event_timeline_timeline_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_timeline")),
    )
    with op.batch_alter_table("event_timeline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_timeline_timeline_id"), ["timeline_id"], unique=False)

    op.create_table(
        "event_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("known_from", sa.Integer(), nullable=False),
        sa.Column("known_until", sa.Integer(), nullable=False),
        sa.Column("first_known", sa.Integer(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=False),
        sa.Column("start_max", sa.Integer(), nullable=False),
        sa.Column("end_min", sa.Integer(), nullable=False),
        sa.Column("end_max", sa.Integer(), nullable=False),
        sa.Column("vague", sa.Boolean(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_version_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_version")),
    )
    with op.batch_alter_table("event_version", schema=None) as batch_op:
        batch_op.create_index("ix_event_version_event", ["event_id", "known_from"], unique=False)

    op.create_table(
        "participation",
        sa.Column("state", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party_id", IDENTIFIER, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_participation_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_participation_party_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("state", "event_id", "position", name=op.f("pk_participation")),
    )
    op.create_table(
        "claim_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", IDENTIFIER, nullable=False),
        sa.Column("known_from", sa.Integer(), nullable=False),
        sa.Column("known_until", sa.Integer(), nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=True),
        sa.Column("timeline_id", IDENTIFIER, nullable=True),
        sa.Column("measure", IDENTIFIER, nullable=False),
        sa.Column("scope", IDENTIFIER, nullable=True),
        sa.Column("claimant", IDENTIFIER, nullable=False),
        sa.Column("source", IDENTIFIER, nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("value_low", sa.BigInteger(), nullable=False),
        sa.Column("value_high", sa.BigInteger(), nullable=False),
        sa.Column("as_of_min", sa.Integer(), nullable=True),
        sa.Column("as_of_max", sa.Integer(), nullable=True),
        sa.Column("asserted_min", sa.Integer(), nullable=True),
        sa.Column("asserted_max", sa.Integer(), nullable=True),
        sa.Column("as_of_sort", sa.Integer(), nullable=False),
        sa.Column("asserted_sort", sa.Integer(), nullable=False),
        sa.Column("conflicting", sa.Boolean(), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_version_claim_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_claim_version_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["timeline_id"],
            ["timeline.id"],
            name=op.f("fk_claim_version_timeline_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_version")),
    )
    with op.batch_alter_table("claim_version", schema=None) as batch_op:
        batch_op.create_index("ix_claim_version_as_of", ["as_of_sort", "claim_id"], unique=False)
        batch_op.create_index("ix_claim_version_asserted", ["asserted_sort", "claim_id"], unique=False)
        batch_op.create_index("ix_claim_version_claim", ["claim_id", "known_from"], unique=False)
        batch_op.create_index("ix_claim_version_event", ["event_id"], unique=False)
        batch_op.create_index("ix_claim_version_measure", ["measure", "as_of_sort", "claim_id"], unique=False)

    op.create_table(
        "term_set",
        sa.Column("term_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["term_id"],
            ["version_term.id"],
            name=op.f("fk_term_set_term_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("term_id", name=op.f("pk_term_set")),
    )
    op.create_table(
        "word_set",
        sa.Column("word", IDENTIFIER, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("word", "part", name=op.f("pk_word_set")),
    )
    op.create_table(
        "day_piece",
        sa.Column("line", IDENTIFIER, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.Column("ends", sa.LargeBinary(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("line", "number", name=op.f("pk_day_piece")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, column in PACKED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")

    for statement in WORDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE event_words")
    for table in ("day_piece", "word_set", "term_set"):
        op.drop_table(table)
    with op.batch_alter_table("claim_version", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_version_measure")
        batch_op.drop_index("ix_claim_version_event")
        batch_op.drop_index("ix_claim_version_claim")
        batch_op.drop_index("ix_claim_version_asserted")
        batch_op.drop_index("ix_claim_version_as_of")

    op.drop_table("claim_version")
    op.drop_table("participation")
    with op.batch_alter_table("event_version", schema=None) as batch_op:
        batch_op.drop_index("ix_event_version_event")

    op.drop_table("event_version")
    with op.batch_alter_table("event_timeline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_timeline_timeline_id"))

    op.drop_table("event_timeline")
    op.drop_table("event_state")
    op.drop_table("event_source")
    with op.batch_alter_table("event_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_relation_other_id"))

    op.drop_table("event_relation")
    op.drop_table("event_place")
    op.drop_table("date_alternative")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_timeline_id"))
        batch_op.drop_index(batch_op.f("ix_claim_event_id"))
        batch_op.drop_index(batch_op.f("ix_claim_dataset"))

    op.drop_table("claim")
    with op.batch_alter_table("timeline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeline_dataset"))

    op.drop_table("timeline")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_dataset"))

    op.drop_table("source")
    op.drop_table("release_dataset")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_dataset"))

    op.drop_table("place")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_dataset"))

    op.drop_table("party")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_dataset"))

    op.drop_table("measure")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_dataset"))

    op.drop_table("event")
    with op.batch_alter_table("version_term", schema=None) as batch_op:
        batch_op.drop_index("ix_version_term_value")

    op.drop_table("version_term")
    op.drop_table("release")
    op.drop_table("dataset")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_known_from"))

    op.drop_table("change")
