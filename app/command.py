"""The command `homeward`: a server is started by itself, everything else comes with the loader."""

import sys
from pkgutil import resolve_name

import typer

from app.serving import serve

alone = typer.Typer(add_completion=False)
alone.command()(serve)


def main() -> None:
    """The entry point."""
    if sys.argv[1:2] == ["serve"]:
        alone(args=sys.argv[2:], prog_name="homeward serve")
    else:
        # By name: what is not imported takes no memory.
        resolve_name("app.cli:cli")()


if __name__ == "__main__":
    main()
