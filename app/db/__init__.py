"""Reading the database: one engine, read-only connections, deadlines, and an eye on new releases.

On SQLite a load renames a new file over the old one; the file is opened `immutable` and looked at once a
second. On PostgreSQL a load is one transaction; the newest release row is read first in every transaction,
and once a second besides, so that the cache hears of it (LISTEN does not work on a standby).
"""

from app.db.database import Database
from app.db.reader import Reader
from app.db.releases import Served

__all__ = ["Database", "Reader", "Served"]
