"""What asking for an account change asks, and what lets somebody in."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from confidentiality.audit.record import record
from confidentiality.interface.forms import Confirmation, DateParts, Radios, Ticks
from staff.models import Account, Role, Service, Team, Worker

from .actions import Place
from .models import Change

Kind, Why = Change.Kind, Change.Why
REASONS = {
    Kind.START: (Why.STARTS,),
    Kind.MOVE: (Why.DUTIES, Why.RIGHT, Why.NAME),
    Kind.RESET: (Why.LOST, Why.EXPOSED),
    Kind.SUSPEND: (Why.PROTECT, Why.EXPOSED),
    Kind.LEAVE: (Why.LEAVES,),
    Kind.COME_BACK: (Why.BACK, Why.RIGHT),
    Kind.LEND: (Why.IMPORT, Why.COVER),
    Kind.TEAM: (Why.TEAM,),
}
ROLES = [(role.value, role.label) for role in Role if role != Role.IMPORTER]
LENT = [(Role.IMPORTER.value, Role.IMPORTER.label)]
SERVICES = [
    ("iss", Service.ISS.label),
    ("dvpp", Service.DVPP.label),
    ("both", Service.BOTH.label),
    ("", Service.NEITHER.label),
]
IN_A_SERVICE = (
    Role.ISS_WORKER,
    Role.DVPP_WORKER,
    Role.SENIOR_PRACTITIONER,
    Role.LINE_MANAGER,
)
LONGEST_LOAN = timedelta(days=31)


class WhyForm(forms.Form):
    """Why a change is asked for: one of the reasons that fit it, which tell nobody's circumstances (clause 4.5.1)."""

    why = forms.ChoiceField(label="Why", widget=Radios())

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = REASONS[Kind(kind)]
        self.fields["why"].choices = [(why.value, why.label) for why in reasons]  # type: ignore[attr-defined]
        if len(reasons) == 1:
            self.initial["why"] = reasons[0].value
            self.fields["why"].widget = forms.HiddenInput()


class SureForm(WhyForm):
    """A change that takes something away at once, or once it is agreed to."""

    sure = Confirmation("I have checked that this is the right person")


class PlaceForm(WhyForm):
    """What somebody does here."""

    name = forms.CharField(
        max_length=80, label="Name", help_text="As colleagues and letters name them"
    )
    role = forms.ChoiceField(choices=ROLES, label="Role", widget=forms.Select)
    service = forms.ChoiceField(
        choices=SERVICES, required=False, label="Service", widget=Radios(), initial=""
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, label="Team", empty_label="In no team"
    )
    line_manager = forms.ModelChoiceField(
        Worker.objects.none(), required=False, label="Line manager", empty_label="Nobody"
    )
    manages = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        required=False,
        label="Teams that they manage",
        help_text="A line manager opens every file of these teams, unless a wall stands before it",
        widget=Ticks(),
    )
    field_order = ("name", "sign_in_name", "role", "service", "team", "line_manager", "manages")

    def __init__(self, *args: Any, about: Worker | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.order_by("name")
        for name in ("team", "manages"):
            self.fields[name].queryset = teams  # type: ignore[attr-defined]
        managers = Worker.objects.filter(role=Role.LINE_MANAGER, in_post=True)
        if about is not None:
            managers = managers.exclude(pk=about.pk)
        self.fields["line_manager"].queryset = managers.order_by("display_name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that role, service, teams and manager fit each other."""
        found = super().clean() or {}
        role, service, team = found.get("role"), found.get("service"), found.get("team")
        if role in IN_A_SERVICE and not service:
            self.add_error("service", "Somebody with this role works for one of the services")
        if team is not None and service not in (team.service, Service.BOTH):
            self.add_error("team", "This team belongs to the other service")
        if found.get("manages") and role != Role.LINE_MANAGER:
            self.add_error("manages", "Only a line manager manages teams")
        for each in found.get("manages") or ():
            if service not in (each.service, Service.BOTH):
                self.add_error("manages", f"{each.name} belongs to the other service")
        return found

    def place(self) -> Place:
        """Return the answers as the action wants them."""
        said = self.cleaned_data
        return Place(
            name=said["name"],
            role=said["role"],
            service=said["service"],
            team=said["team"],
            line_manager=said["line_manager"],
            manages=sorted(team.pk for team in said["manages"]),
        )


class StartForm(PlaceForm):
    """Somebody new."""

    sign_in_name = forms.RegexField(
        r"^[a-z0-9][a-z0-9.\-]*$",
        max_length=60,
        label="Sign-in name",
        help_text="For example ann.lee. It can't be changed later",
        error_messages={"invalid": "Use small letters, numbers, dots and dashes only"},
    )


class LendForm(WhyForm):
    """A role for some days."""

    role = forms.ChoiceField(choices=LENT, initial=Role.IMPORTER.value, widget=forms.HiddenInput)
    until = DateParts(label="Until the end of", subject="The day")

    def clean_until(self) -> datetime:
        """Return the end of the day; a loan is short."""
        end = datetime.combine(
            self.cleaned_data["until"] + timedelta(days=1), time(), timezone.get_current_timezone()
        )
        if not timezone.now() < end <= timezone.now() + LONGEST_LOAN:
            raise ValidationError("A role is lent for today at the least, and 30 days at the most")
        return end


class TeamForm(WhyForm):
    """A new team."""

    name = forms.CharField(max_length=80, label="Name of the team")
    service = forms.ChoiceField(choices=SERVICES[:2], label="Service", widget=Radios())


class DecideForm(forms.Form):
    """Whether a change that another asked for is agreed to."""

    decision = forms.ChoiceField(
        choices=[("agree", "I agree to it"), ("refuse", "I refuse it")],
        label="Your decision",
        widget=Radios(),
    )


class NewPassword(forms.Form):
    """A password that somebody chooses, typed twice."""

    password = forms.CharField(
        max_length=200,
        strip=False,
        label="Choose a password",
        help_text="12 letters or more. Four words that don’t belong together are good",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        max_length=200,
        strip=False,
        label="The password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Return the password; raises ValidationError for a short or a common one."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        """Check that the password was typed alike twice."""
        found = super().clean() or {}
        if "password" in found and found["password"] != found.get("again"):
            self.add_error("again", "Type the same password twice")
        return found


class WelcomeForm(NewPassword):
    """Who comes in with two codes, and the password that they choose."""

    sign_in_name = forms.CharField(
        max_length=60,
        label="Sign-in name",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
    )
    first = forms.CharField(max_length=40, label="One code", help_text="For example 7K3MQ-2XPA8")
    second = forms.CharField(max_length=40, label="The other code")
    field_order = ("sign_in_name", "first", "second", "password", "again")


class ChangePasswordForm(NewPassword):
    """The password that one has, and another."""

    current = forms.CharField(
        max_length=200,
        strip=False,
        label="Your password now",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current", "password", "again")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_current(self) -> str:
        """Check the password that one has; raises ValidationError."""
        current: str = self.cleaned_data["current"]
        if not self.account.check_password(current):
            record("password_change_refused", ids=[self.account.pk], outcome="denied")
            raise ValidationError("That is not your password")
        return current
