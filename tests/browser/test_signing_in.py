"""Signing in, seen by a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Demo

pytestmark = pytest.mark.browser


def test_a_worker_signs_in_and_the_title_names_nobody(
    demo: Demo, signed_in_page: Callable[[str], Page]
) -> None:
    page = signed_in_page("iss_worker")
    name = demo.people["iss_worker"]["name"]
    assert name in page.inner_text("body")
    assert name not in page.title()
