"""Loading and removing the sample councils: everything through the acts, at the sample's own times."""

from django.db import transaction

from kenes.councils.models import Council, User
from kenes.site.sample.bilateral import Bilateral
from kenes.site.sample.regional import Regional
from kenes.site.sample.script import Script, present


def load() -> list[Council]:
    """Fill both sample councils, in one transaction, and return them."""
    with transaction.atomic():
        staff = User.objects.create_user(is_staff=True, name="")
        other = User.objects.create_user(name="")
        script = Script(present())
        regional = Regional(script, staff)
        bilateral = Bilateral(script, [staff, other])
        script.play()
    return [regional.council, bilateral.cast.council]


def loaded() -> bool:
    return Council.objects.filter(is_sample=True).exists()
