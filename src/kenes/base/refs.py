"""References: "signal/4w2k..." names any public object, in the record, in notices and in search."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models

from kenes.base.ids import new_public_id


class PublicModel(models.Model):
    """A model that people can point at: a short unguessable id, and `kind`, its word in references."""

    kind = ""
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        return f"{self.kind}/{self.public_id}"


def models_by_kind() -> dict[str, type[PublicModel]]:
    """Return the models that references may name."""
    return {model.kind: model for model in apps.get_models() if issubclass(model, PublicModel) and model.kind}


def resolve(refs: Iterable[str]) -> dict[str, PublicModel]:
    """Return the objects behind references, one query a kind; unknown ones are left out."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        kind, _, public_id = ref.partition("/")
        wanted[kind].add(public_id)
    known = models_by_kind()
    found: dict[str, PublicModel] = {}
    for kind in wanted.keys() & known.keys():
        for item in known[kind]._default_manager.filter(public_id__in=wanted[kind]):
            found[item.ref] = item
    return found
