"""The form of a leader: the place in the order is said by whom one stands behind, never by a number."""

from django import forms
from django.http import JsonResponse
from unfold.widgets import UnfoldAdminSelectWidget

from liaison.core.forms import LiaisonModelForm
from liaison.directory.models import Leader, Level
from liaison.directory.services.order import LAST, peers_of

_FIRST, _LAST = "first", "last"
_ENDS = [(_LAST, "排在最后"), (_FIRST, "排在最前")]


def places(level: str, region_id, *, besides: int | None = None) -> list[tuple[str, str]]:
    """Return the choices of 排在谁之后 among the leaders of one level and region."""
    known = level in Level.values and str(region_id or "").isdecimal()
    rows = peers_of(level, int(region_id)).exclude(pk=besides) if known and len(str(region_id)) < 19 else ()
    return [*_ENDS, *((str(row.pk), f"{row.rank_order}. {row.name}") for row in rows)]


def places_of(request) -> JsonResponse:
    """Answer ``{"places": [[value, label], …]}`` for the level and region being chosen."""
    besides = request.GET.get("besides", "")
    besides = int(besides) if besides.isdecimal() and len(besides) < 19 else None
    return JsonResponse({"places": places(request.GET.get("level", ""), request.GET.get("region"), besides=besides)})


class LeaderForm(LiaisonModelForm):
    after = forms.ChoiceField(
        label="排在谁之后",
        choices=_ENDS,
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text="同一层级、同一地区的领导之间的位次；先选层级和任职地区。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "after" not in self.fields:
            return
        level, region_id = (self._chosen(name) for name in ("level", "region"))
        self.fields["after"].choices = places(level, region_id, besides=self.instance.pk)
        self.initial["after"] = self._standing_behind() if self.instance.pk else _LAST
        # The page asks for these while level and region are being chosen.
        self.fields["after"].widget.attrs |= {"data-places": "1", "data-besides": self.instance.pk or ""}

    def clean_after(self):
        """Return the leader before, None for the first place, LAST for the last."""
        said = self.cleaned_data["after"] or _LAST
        if said == _FIRST:
            return None
        return LAST if said == _LAST else Leader.objects.get(pk=said)

    def clean(self):
        data = super().clean()
        if "after" in self.errors and {"level", "region"}.intersection(self.changed_data):
            # The choice was one among those the leader no longer stands with.
            del self.errors["after"]
            data["after"] = LAST
        return data

    def _chosen(self, name: str):
        if self.is_bound and name in self.fields and not self.fields[name].disabled:
            return self.data.get(self.add_prefix(name), "")
        given = self.initial.get(name)
        return getattr(given, "pk", given) or getattr(self.instance, "region_id" if name == "region" else name)

    def _standing_behind(self) -> str:
        stored = Leader.objects.filter(pk=self.instance.pk).values_list("level", "region_id").first()
        order = list(peers_of(*stored).values_list("pk", flat=True)) if stored else [self.instance.pk]
        at = order.index(self.instance.pk)
        return str(order[at - 1]) if at else _FIRST
