"""Signing in and out: the few of django-allauth's addresses that this product has, and its own for passkeys."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as codes
from django.urls import path

from . import views, views_passkeys
from .accounts.welcome import password, welcome
from .step_up import factor_step
from .unlocking import unlock

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("welcome/", welcome, name="account_welcome"),
    path("password/", password, name="account_password"),
    path("unlock/", unlock, name="account_unlock"),
    path("unlock/passkey/", views_passkeys.ask_to_unlock, name="account_ask_to_unlock"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", views.second_factors, name="mfa_index"),
    path("2fa/authenticate/", views.authenticate, name="mfa_authenticate"),
    path("2fa/authenticate/passkey/", views_passkeys.ask_to_sign_in, name="mfa_ask_to_sign_in"),
    path("2fa/reauthenticate/", views.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/reauthenticate/passkey/", views_passkeys.ask_to_prove, name="mfa_ask_to_prove"),
    path("2fa/totp/activate/", views.set_up_factor, name="mfa_activate_totp"),
    path("2fa/passkeys/add/", views_passkeys.add_passkey, name="mfa_add_passkey"),
    path("2fa/passkeys/add/passkey/", views_passkeys.ask_to_add, name="mfa_ask_to_add"),
    path(
        "2fa/passkeys/<uuid:passkey_id>/rename/",
        views_passkeys.rename_passkey,
        name="mfa_rename_passkey",
    ),
    path(
        "2fa/passkeys/<uuid:passkey_id>/remove/",
        views_passkeys.remove_passkey,
        name="mfa_remove_passkey",
    ),
    path(
        "2fa/recovery-codes/",
        factor_step(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path("2fa/recovery-codes/generate/", views.make_codes, name="mfa_generate_recovery_codes"),
]
