"""The mark of the tests that start other people's programs."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "clients: starts another program (Chromium, LibreOffice, GDAL), some seconds each"
    )
