"""What every page inside a case file shows around its own matter: header, sections, safe contact."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Service, Worker

from .access import rights_at_door
from .contact import address_of, safe_contact
from .contacting.access import is_to_be_asked
from .emergency.access import running
from .locking import is_locked, may_change
from .models import CaseFile, Entry
from .turns.access import running as running_turn

# Section, its words, its address's name, and the right that a worker needs to be shown the way.
SECTIONS = (
    ("timeline", "Timeline", "clients:file", "view"),
    ("contact", "Contact", "contacting:profile", "view"),
    ("programme", "Programme", "programme:programme", "view"),
    ("groups", "Groups", "groups:on_file", "view"),
    ("safety", "Safety", "emergency:safety", "emergency"),
    ("third_party", "Third party", "clients:third_party", "third_party"),
    ("people", "People", "people:people", "third_party"),
    ("callers", "Who asked", "callers:on_file", "view"),
    ("policy", "Policy", "explaining:explanations", "view"),
    ("paper", "Paper", "paper:folders", "view"),
    ("consents", "Consents", "disclosures:consents", "view"),
    ("disclosures", "Disclosures", "disclosures:register", "view"),
    ("notifications", "Notifications", "notifications:on_file", "view"),
    ("own_file", "Own file", "ownfile:requests", "view"),
    ("tasks", "Tasks", "tasks:on_file", "view"),
    ("diary", "Diary", "diary:on_file", "view"),
    ("cover", "Lead and cover", "allocation:cover", "lead"),
    ("looks", "Who has looked", "clients:looks", "lead"),
    ("retention", "Retention", "retention:file_holds", "lead"),
)

# Sections of one service's files alone.
OF_ONE_SERVICE = {"programme": Service.DVPP, "notifications": Service.ISS}


def in_file(worker: Worker, file: CaseFile, section: str) -> dict[str, Any]:
    """Return the context that `clients/in_file.html` asks for; `file` came through the door already.

    `section` is one of SECTIONS and marks where in the file the page stands; `emergency` and `turn` are the emergency
    access and the turn by which the worker is here, or None.
    """
    rights = rights_at_door(worker, file)
    emergency = running(worker, file) if "emergency" in rights else None
    turn = running_turn(worker, file) if "turn" in rights else None
    load_keys(
        KeyRef(kind, file.id)
        for kind in ("file", "third_party")
        if kind == "file" or kind in rights or "emergency" in rights
    )
    return {
        "file": file,
        "rights": rights,
        "emergency": emergency,
        "emergency_minutes": emergency.minutes_left(timezone.now()) if emergency else 0,
        "turn": turn,
        "turn_minutes": turn.minutes_left(timezone.now()) if turn else 0,
        "safe_contact": safe_contact(file.contact, stale=is_to_be_asked(file)),
        "address": address_of(file.contact),
        "born": date.fromisoformat(file.date_of_birth) if file.date_of_birth else None,
        "sections": [
            {
                "text": text
                + " (not explained)" * (name == "policy" and not file.policy_explained),
                "href": reverse(route, args=[file.reference]),
                "current": name == section,
            }
            for name, text, route, right in SECTIONS
            if right in rights and OF_ONE_SERVICE.get(name, file.service) == file.service
        ],
    }


def states_of(entries: Iterable[Entry], worker: Worker) -> dict[UUID, str]:
    """Return, for the entries and their corrections by id: 'mine' to change, 'unlocked' or 'locked'."""
    every = [each for entry in entries for each in (entry, *entry.corrected_by)]
    return {
        each.id: "locked" if is_locked(each) else "mine" if may_change(each, worker) else "unlocked"
        for each in every
    }
