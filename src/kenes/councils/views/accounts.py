"""The pages of allauth that people need, with our words for their fields and our access for each."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account import views as account
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn import views as webauthn
from django.utils.translation import gettext_lazy as _

from kenes.councils.access import Access, open_page


def worded(form: Any, **labels: tuple[Any, Any]) -> Any:
    """Return allauth's form class with our labels and hints and without its placeholders."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        form.__init__(self, *args, **kwargs)
        self.use_required_attribute = False
        for name, (label, hint) in labels.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, hint
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    return type(form.__name__, (form,), {"__init__": __init__})


CODE = (_("Code from the app, or a recovery code"), "")
NEW, AGAIN = (_("New password"), _("At least 10 characters, no common word.")), (_("The same password again"), "")
KEY_NAME = (_("Name of the key"), _("So that you can tell your keys apart, such as “my phone”."))

reset = open_page(Access.PUBLIC)(
    account.PasswordResetView.as_view(form_class=worded(account_forms.ResetPasswordForm, email=(_("E-mail"), "")))
)
reset_sent = open_page(Access.PUBLIC)(account.password_reset_done)
reset_link = open_page(Access.LINK)(
    account.PasswordResetFromKeyView.as_view(form_class=worded(account_forms.ResetPasswordKeyForm, password1=NEW, password2=AGAIN))
)
reset_done = open_page(Access.PUBLIC)(account.password_reset_from_key_done)
inactive = open_page(Access.PUBLIC)(account.account_inactive)
reauthenticate = open_page(Access.SIGNED_IN)(
    account.ReauthenticateView.as_view(form_class=worded(account_forms.ReauthenticateForm, password=(_("Your password"), "")))
)

authenticate = open_page(Access.PUBLIC)(mfa.AuthenticateView.as_view(form_class=worded(mfa_forms.AuthenticateForm, code=CODE)))
mfa_reauthenticate = open_page(Access.SIGNED_IN)(mfa.ReauthenticateView.as_view(form_class=worded(mfa_forms.ReauthenticateForm, code=CODE)))
activate_totp = open_page(Access.SIGNED_IN)(
    totp.ActivateTOTPView.as_view(form_class=worded(totp_forms.ActivateTOTPForm, code=(_("Code that the app shows now"), _("Six digits."))))
)
deactivate_totp = open_page(Access.SIGNED_IN)(totp.deactivate_totp)
view_codes = open_page(Access.SIGNED_IN)(recovery.view_recovery_codes)
generate_codes = open_page(Access.SIGNED_IN)(recovery.generate_recovery_codes)
download_codes = open_page(Access.SIGNED_IN)(recovery.download_recovery_codes)
passwordless = (
    _("Sign in with this key alone"),
    _("A passkey: the device asks for your finger, face or PIN, and you need neither e-mail nor password."),
)
add_key = open_page(Access.SIGNED_IN)(
    webauthn.AddWebAuthnView.as_view(form_class=worded(webauthn_forms.AddWebAuthnForm, name=KEY_NAME, passwordless=passwordless))
)
list_keys = open_page(Access.SIGNED_IN)(webauthn.list_webauthn)
remove_key = open_page(Access.SIGNED_IN)(webauthn.remove_webauthn)
edit_key = open_page(Access.SIGNED_IN)(webauthn.EditWebAuthnView.as_view(form_class=worded(webauthn_forms.EditWebAuthnForm, name=KEY_NAME)))
login_key = open_page(Access.PUBLIC)(webauthn.login_webauthn)
reauthenticate_key = open_page(Access.SIGNED_IN)(webauthn.reauthenticate_webauthn)
