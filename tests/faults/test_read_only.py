"""The public side cannot write: not through any route, and not even with SQL of its own."""

import asyncio
import hashlib
import re
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import text

from app.db import Database
from app.db.file import FileReader
from app.db.server import ServerReader
from app.errors import Unavailable
from app.settings import Settings
from tests.faults.cluster import Cluster
from tests.faults.conftest import Load
from tests.faults.processes import ROOT, Running, serving

pytestmark = pytest.mark.slow

INJECTIONS = (
    "'; DROP TABLE event; --",
    "x') OR 1=1; DELETE FROM event_version; --",
    '" UNION SELECT sql FROM sqlite_master --',
    "1; INSERT INTO release VALUES (99, 'x', 'x', '{}', '{}')",
    "' || pg_sleep(20) || '",
    "\\'; COMMIT; DROP TABLE release; --",
    "$$; DROP TABLE event; $$",
    "%' OR document LIKE '%",
    "title:x NEAR(y) NOT *",
)
WRITES = (
    "INSERT INTO timeline (id, title, summary, dataset) VALUES ('x', 'x', 'x', 'test-set')",
    "UPDATE event_version SET document = '{}'",
    "DELETE FROM event_version",
    "DROP TABLE change",
    "CREATE TABLE made (a integer)",
)
NO = re.compile("readonly|read-only transaction|permission denied|must be owner|too many attached databases")
ROUND_THE_BARS = {
    "sqlite": ("PRAGMA query_only = OFF", "PRAGMA immutable = OFF", "PRAGMA journal_mode = WAL"),
    "postgresql": ("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "SET default_transaction_read_only = off"),
}


def reader_url(cluster: Cluster, url: str) -> str:
    """The address for the role that docker-compose.yml makes, made by its own script."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    script = services["reader"]["command"][2].replace("$$", "$").replace("\\\n", " ")
    name = url.rpartition("/")[2]
    for old, new in (
        ("--host=", f"--port={cluster.port} --host="),
        ("--username=homeward_owner", "--username=owner"),
        ("--dbname=homeward", f"--dbname={name}"),
        ("psql ", f"{cluster.programs / 'psql'} "),
    ):
        assert old in script
        script = script.replace(old, new)
    subprocess.run(["sh", "-ec", script], check=True, env={"PGHOST": "127.0.0.1", "READER_PASSWORD": "r"}, timeout=30)
    return cluster.url(name, "homeward_reader")


@pytest.fixture
def public_url(url: str, load: Load, cluster: Cluster) -> str:
    """A loaded database as the public side reaches it."""
    load(url, 1)
    return url if url.startswith("sqlite") else reader_url(cluster, url)


def contents(url: str, cluster: Cluster) -> str:
    """A digest of all that is stored."""
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        names = sorted(path.name for path in folder.glob("*.sqlite*"))
        return repr(names) + hashlib.sha256((folder / "homeward.sqlite").read_bytes()).hexdigest()
    name = url.rpartition("/")[2]
    tables = cluster.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", name).split()
    digests = (f"(SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t)" for table in tables)
    return repr(tables) + cluster.sql(f"SELECT concat_ws(',', {','.join(digests)})", name)


def test_no_statement_writes(public_url: str, cluster: Cluster) -> None:
    before = contents(public_url, cluster)
    engine = "sqlite" if public_url.startswith("sqlite") else "postgresql"

    async def work() -> None:
        reading = Database(Settings(database_url=public_url, log_format="none"))
        await reading.start()
        for write in WRITES:
            await refused(reading, write)
        for way, write in product(ROUND_THE_BARS[engine], WRITES):
            await refused(reading, way, "COMMIT", write, "COMMIT")
        await reading.stop()

    asyncio.run(work())
    assert contents(public_url, cluster) == before


async def refused(reading: Database, *statements: str) -> None:
    """The database itself says no, and for this reason."""
    with pytest.raises(Unavailable) as error:
        await run(reading, *statements)
    assert NO.search(str(error.value.__cause__)), error.value.__cause__


async def run(reading: Database, *statements: str) -> None:
    async with reading.read() as reader:
        for statement in statements:
            if not (reader.is_sqlite and statement == "COMMIT"):
                if isinstance(reader, FileReader):
                    reader.file.here.execute(text(statement))
                elif isinstance(reader, ServerReader):
                    await reader.connection.execute(text(statement))


def test_sqlite_makes_no_other_file_either(sqlite_url: str, load: Load, tmp_path: Path) -> None:
    load(sqlite_url, 1)
    before = sorted(tmp_path.iterdir())

    async def work() -> None:
        reading = Database(Settings(database_url=sqlite_url, log_format="none"))
        await reading.start()
        for statement in (f"ATTACH '{tmp_path}/other' AS other", f"VACUUM INTO '{tmp_path}/copy'"):
            await refused(reading, "PRAGMA query_only = OFF", statement)
        await reading.stop()

    asyncio.run(work())
    assert sorted(tmp_path.iterdir()) == before


def operations(running: Running) -> list[tuple[str, list[dict[str, Any]]]]:
    document = running.get("/openapi.json").json()
    return [(path, methods["get"].get("parameters", [])) for path, methods in document["paths"].items()]


def test_sql_in_every_parameter_of_every_route(public_url: str, cluster: Cluster, tmp_path: Path) -> None:
    before = contents(public_url, cluster)
    with (
        serving(public_url, tmp_path, HOMEWARD_DEADLINE="10") as running,
        httpx.Client(base_url=running.address, timeout=30) as client,
    ):
        asked = set()
        for path, parameters in operations(running):
            names = [one["name"] for one in parameters if one["in"] == "query"]
            inner = [one["name"] for one in parameters if one["in"] == "path"]
            for name, injection in product(names + inner, INJECTIONS):
                if name in names:
                    address, query = path.replace("{", "").replace("}", ""), {name: injection}
                else:
                    quoted = str(httpx.QueryParams({"": injection}))[1:].replace("+", "%20")
                    address, query = path.replace("{" + name + "}", quoted), {}
                answer = client.get(address, params=query)
                assert answer.status_code in (200, 303, 400, 404, 406), (address, query)
                assert answer.elapsed.total_seconds() < 5
                asked.add((path, name))
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                assert client.request(method, path).status_code == 405
        assert len(asked) > 150
    assert contents(public_url, cluster) == before
