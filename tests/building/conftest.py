"""The program that draws sets limits for its whole process: here that is the tests' own."""

import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take back the limit of a picture's pixels when a test is over."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
