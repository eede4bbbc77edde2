"""Addresses that never change while the product runs: a page names a hundred of them."""

from functools import cache

from django.urls import reverse


@cache
def fixed_address(name: str) -> str:
    """Return the path of a route that takes nothing."""
    return reverse(name)
