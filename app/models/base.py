"""The declarative base: constraint names by convention, identifiers compared byte by byte on both engines."""

from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

# PostgreSQL's default collation follows the machine's locale; keyset pages need one order everywhere.
Identifier = String(160).with_variant(String(160, collation="C"), "postgresql")

Id = Annotated[str, mapped_column(Identifier, primary_key=True)]
Ref = Annotated[str, mapped_column(Identifier)]
Order = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
Prose = Annotated[str, mapped_column(Text)]
Number = Annotated[int, mapped_column(BigInteger)]


def references(target: str) -> ForeignKey:
    """A foreign key that is checked at commit: a load may write records in any order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


Dataset = Annotated[str, mapped_column(Identifier, references("dataset.name"), index=True)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
