"""What the house says, gathered once for the folder from the code and the templates."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

GATHER = runpy.run_path(str(Path(__file__).resolve().parents[2] / "translations" / "gather.py"))


@pytest.fixture(scope="package")
def said() -> set[str]:
    """Every sentence that the code and the templates say."""
    return {str(message.id) for message in GATHER["gathered"]() if message.id}
