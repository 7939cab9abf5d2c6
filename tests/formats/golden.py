"""Golden files: `python -m tests.formats.golden` writes them anew; read the difference before you commit it."""

from pathlib import Path

from app.formats import FORMATS
from tests.formats.samples import GOLDEN, context, made

FOLDER = Path(__file__).parent.parent / "golden"
NAMES = ("geojson", "csv", "ndjson", "jsonld", "atom", "ics", "timelinejs", "vis", "csl")


def cases() -> list[tuple[str, str]]:
    """Sample and format of each file."""
    return [(sample, name) for sample in GOLDEN for name in NAMES]


def content(sample: str, name: str) -> bytes:
    """What the file must hold."""
    assert name in FORMATS
    return made(name, GOLDEN[sample], context())


def update() -> None:
    """Write all files anew."""
    FOLDER.mkdir(exist_ok=True)
    for sample, name in cases():
        (FOLDER / f"{sample}.{name}").write_bytes(content(sample, name))


if __name__ == "__main__":
    update()
