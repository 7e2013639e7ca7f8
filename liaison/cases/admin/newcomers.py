"""A caller whose enterprise is not on record: name and place are enough, after a look at those with like names."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from liaison.core import clock
from liaison.core.doubts import mark_of
from liaison.core.followed import FollowingForm
from liaison.core.text import half_width, match_key, squeeze, tidy
from liaison.directory.models import Region
from liaison.enterprises.matching import EnterpriseIndex
from liaison.enterprises.models import Enterprise
from liaison.enterprises.services import register
from liaison.enterprises.uscc import validate_uscc

from .fields import short_text

_NAMED = Enterprise._meta.get_field("name").max_length


class NewcomerForm(FollowingForm, forms.Form):
    """Either an enterprise on record, or name and place of one that is not; ``candidates`` are those it may be.

    Needs a field ``enterprise`` that is not required. ``same_as`` answers whether it is one of the candidates.
    """

    new_name = short_text(
        "企业名称", required=False, max_length=_NAMED, help_text="营业执照上的全称；不清楚的，按来电人说的写。"
    )
    new_region = forms.ModelChoiceField(Region.objects.none(), label="所在地区", required=False)
    new_uscc = short_text(
        "统一社会信用代码", required=False, max_length=40, help_text="知道的填，不知道的留空，以后再补。"
    )
    same_as = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    candidates: tuple[Enterprise, ...] = ()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._user = self.asking = user
        field = self.fields["new_region"]
        regions = Region.objects.in_force(clock.today())
        field.queryset = regions if user.is_superuser or not user.region else regions.within(user.region)
        field.widget = AutocompleteSelect(Enterprise._meta.get_field("region"), admin.site)
        field.widget.choices = field.choices

    @property
    def is_newcomer_open(self) -> bool:
        """Whether the part for an enterprise not on record is in use."""
        return any(self[name].value() for name in ("new_name", "new_region", "new_uscc"))

    @property
    def none_of_them(self) -> str:
        """The answer "none of these candidates"; others need another look."""
        return f"new-{mark_of([str(row.pk) for row in self.candidates])}"

    def clean_new_name(self) -> str:
        return tidy(self.cleaned_data["new_name"])

    def clean_new_uscc(self) -> str:
        code = squeeze(half_width(self.cleaned_data["new_uscc"])).upper()
        if code:
            validate_uscc(code)
        return code

    def clean(self):
        data = super().clean()
        name, chosen = data.get("new_name"), data.get("enterprise")
        if chosen and name:
            self.add_error("new_name", "上面已经选了企业；要登记新企业，请先清空上面的选择。")
        elif name:
            self._clean_newcomer(data, name)
        elif not chosen and not {"enterprise", "new_name"}.intersection(self.errors):
            self.add_error("enterprise", "请选择企业；名录里没有的，在下面填写名称和所在地区。")
        return data

    def enterprise_meant(self, *, origin: str) -> Enterprise:
        """Return the enterprise on record that was chosen, or take the newcomer on record."""
        data = self.cleaned_data
        if data["enterprise"]:
            return data["enterprise"]
        return register(
            name=data["new_name"], region=data["new_region"], uscc=data["new_uscc"], by=self._user, origin=origin
        )

    def _clean_newcomer(self, data, name: str) -> None:
        region, code = data.get("new_region"), data.get("new_uscc")
        if region is None and "new_region" not in self.errors:
            self.add_error("new_region", "请选择企业所在的县（市、区）。")
        if code and self._is_taken_elsewhere(code):
            self.add_error(
                "new_uscc", "这个代码登记在您管理范围以外的一家企业名下，请核对代码，或与上级协调办公室联系。"
            )
        if self.errors:
            return
        self.candidates = self._alike(name, region, code)
        said = data.get("same_as")
        same = next((row for row in self.candidates if str(row.pk) == said), None)
        if same is not None:
            data["enterprise"] = same
        elif any(row.uscc and row.uscc == code for row in self.candidates):
            self.add_error(None, "这个信用代码已登记在下面这家企业名下，请选它，或改正代码。")
        elif self.candidates and said != self.none_of_them:
            self.add_error(None, "尚未登记：名录里有名称相近的企业，请先看是不是其中一家。")

    def _is_taken_elsewhere(self, code: str) -> bool:
        holders = Enterprise.objects.filter(uscc=code)
        return holders.exists() and not holders.visible_to(self._user).exists()

    def _alike(self, name: str, region: Region, code: str) -> tuple[Enterprise, ...]:
        visible = Enterprise.objects.visible_to(self._user)
        near = EnterpriseIndex.load(visible.filter(region__reporting_unit=region.reporting_unit_id)).near(name)
        ids = list(visible.filter(uscc=code).values_list("pk", flat=True)) if code else []
        ids += visible.filter(name_key=match_key(name)).values_list("pk", flat=True)[:5]
        ids += [pk for pk, _, _ in near]
        rows = Enterprise.objects.select_related("region__prefecture").in_bulk(ids)
        return tuple(rows[pk] for pk in dict.fromkeys(ids))
