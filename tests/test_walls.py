"""The layers hold: imports run downward only, and each framework stays in its rooms (DESIGN, section 5)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"

ORDER = (
    {"command"},
    {"cli"},
    {"serving"},
    {"main"},
    {"routers", "dataset"},
    {"web"},
    {"formats", "reading"},
    {"documents", "queries"},
    {"params", "models", "db", "migrate", "space", "words"},
    {"dates", "datehints", "datetext", "edtf", "vocabulary", "errors", "settings", "revision"},
)
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}
FRAMEWORKS = {
    "fastapi": {"main", "routers", "web"},
    "starlette": {"main", "routers", "web"},
    "sqlalchemy": {"models", "queries", "reading", "db", "dataset", "migrate", "cli", "serving"},
    "uvicorn": {"serving", "web"},
    "typer": {"command", "cli", "serving"},
    "yaml": {"dataset"},
    "alembic": {"migrate"},
}
PURE = {"formats": {"fastapi", "starlette", "sqlalchemy"}, "documents": {"fastapi", "starlette", "sqlalchemy"}}
READ_SIDE = {"routers", "web", "formats", "reading", "documents", "queries", "params"}


def modules() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if path != APP / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_imports_run_downward(path: Path) -> None:
    here = room_of(path)
    for name in imports(path):
        if name.startswith("app."):
            there = name.split(".")[1]
            assert here == there or LEVEL[here] <= LEVEL[there], f"{here} imports {name}"
            assert not (here in READ_SIDE and there == "dataset"), f"{here} imports the write side: {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_frameworks_stay_in_their_rooms(path: Path) -> None:
    here = room_of(path)
    for name in imports(path):
        root = name.partition(".")[0]
        assert here in FRAMEWORKS.get(root, {here}), f"{here} imports {name}"
        assert root not in PURE.get(here, set()), f"{here} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(APP)))
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    inner = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body]
    assert inner == []
