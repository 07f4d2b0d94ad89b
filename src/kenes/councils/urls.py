"""Pages of councils and their people, and what of allauth people need."""

from django.urls import URLPattern, URLResolver, path, re_path

from kenes.councils.views import accounts, councils, entry, members, people

COUNCIL = "c/<slug:council>/"

ours = [
    path("sign-in/", entry.sign_in, name="sign-in"),
    path("sign-out/", entry.sign_out, name="sign-out"),
    path("signed-out/", entry.signed_out, name="signed-out"),
    path("start/", councils.start, name="start"),
    path("join/<str:token>/", people.invitation, name="invitation"),
    path("account/", people.account, name="account"),
    path("account/password/", people.password, name="password"),
    path("account/second-factor/", entry.second_factor, name="second-factor"),
]

of_a_council = [
    path(f"{COUNCIL}members/", members.members, name="members"),
    path(f"{COUNCIL}members/new/", members.new_seat, name="new-seat"),
    path(f"{COUNCIL}members/import/", members.roster, name="roster"),
    path(f"{COUNCIL}members/<slug:public_id>/", members.seat, name="seat"),
    path(f"{COUNCIL}members/<slug:public_id>/<slug:action>/", members.seat_act, name="seat-act"),
    path(f"{COUNCIL}coverage/", members.coverage, name="coverage"),
    path(f"{COUNCIL}settings/", councils.settings, name="council-settings"),
    path(f"{COUNCIL}apply/", people.apply, name="apply"),
    path(f"{COUNCIL}apply/<slug:public_id>/", people.application_state, name="application-state"),
    path(f"{COUNCIL}applications/", councils.applications, name="applications"),
    path(f"{COUNCIL}applications/<slug:public_id>/", councils.application, name="application"),
    path(f"{COUNCIL}comment/<slug:kind>/<slug:public_id>/", councils.comment, name="comment"),
    path(f"{COUNCIL}comments/<slug:public_id>/hide/", councils.hide_comment, name="hide-comment"),
    path(f"{COUNCIL}comments/<slug:public_id>/show/", councils.show_comment, name="show-comment"),
]

# allauth finds its pages by these names.
of_allauth = [
    path("accounts/login/", entry.to_sign_in, name="account_login"),
    path("accounts/logout/", entry.sign_out, name="account_logout"),
    path("accounts/inactive/", accounts.inactive, name="account_inactive"),
    path("accounts/reauthenticate/", accounts.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/reset/", accounts.reset, name="account_reset_password"),
    path("accounts/password/reset/sent/", accounts.reset_sent, name="account_reset_password_done"),
    path("accounts/password/reset/done/", accounts.reset_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^accounts/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", accounts.reset_link, name="account_reset_password_from_key"
    ),
    path("accounts/2fa/authenticate/", accounts.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", accounts.mfa_reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/", entry.to_account, name="mfa_index"),
    path("accounts/2fa/app/activate/", accounts.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/app/deactivate/", accounts.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", accounts.view_codes, name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", accounts.generate_codes, name="mfa_generate_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", accounts.download_codes, name="mfa_download_recovery_codes"),
    path("accounts/2fa/keys/", accounts.list_keys, name="mfa_list_webauthn"),
    path("accounts/2fa/keys/add/", accounts.add_key, name="mfa_add_webauthn"),
    path("accounts/2fa/keys/login/", accounts.login_key, name="mfa_login_webauthn"),
    path("accounts/2fa/keys/reauthenticate/", accounts.reauthenticate_key, name="mfa_reauthenticate_webauthn"),
    path("accounts/2fa/keys/<int:pk>/edit/", accounts.edit_key, name="mfa_edit_webauthn"),
    path("accounts/2fa/keys/<int:pk>/remove/", accounts.remove_key, name="mfa_remove_webauthn"),
]

urlpatterns: list[URLPattern | URLResolver] = [*ours, *of_a_council, *of_allauth]
