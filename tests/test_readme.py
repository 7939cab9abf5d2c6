"""The README's curl lines run as they stand, against a server on another port."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_cli import serving

README = (Path(__file__).parent.parent / "README.md").read_text()
LINES = re.findall(r"^curl .*$", README, re.MULTILINE)
WRONG = "knd="


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('readme') / 'homeward.sqlite'}"
    with serving(url) as (found, _):
        yield found


def test_there_are_examples() -> None:
    assert len(LINES) > 10


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_readme_runs(line: str, address: str, tmp_path: Path) -> None:
    command = shlex.split(line.replace("http://127.0.0.1:8000", address))
    done = subprocess.run(
        [*command, "-s", "-w", "%{stderr}%{http_code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert done.stderr == ("400" if WRONG in line else "200")
    saved = [path.read_text() for path in tmp_path.iterdir()]
    assert len("".join([done.stdout, *saved])) > 200
