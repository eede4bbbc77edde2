"""Addresses of who works here, below /people/."""

from django.urls import path

from . import views
from .models import Change

app_name = "accounts"
KINDS = {
    "move": Change.Kind.MOVE,
    "reset": Change.Kind.RESET,
    "suspend": Change.Kind.SUSPEND,
    "leave": Change.Kind.LEAVE,
    "come_back": Change.Kind.COME_BACK,
    "lend": Change.Kind.LEND,
}
urlpatterns = [
    path("", views.people, name="people"),
    path("unused/", views.unused, name="unused"),
    path("new/", views.start, name="start"),
    path("teams/new/", views.team, name="team"),
    path("<uuid:person_id>/", views.person, name="person"),
    *(
        path(
            f"<uuid:person_id>/{name.replace('_', '-')}/",
            views.ask,
            {"kind": str(kind)},
            name=name,
        )
        for name, kind in KINDS.items()
    ),
    path("changes/<uuid:change_id>/", views.change, name="change"),
    path("changes/<uuid:change_id>/withdraw/", views.withdraw, name="withdraw"),
]
