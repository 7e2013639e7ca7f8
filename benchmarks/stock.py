"""What a competent Django developer writes in a day: ModelResources in the admin, object by object, with history.

It writes the same tables as the product's import (enterprise, contact, leader, post, officer, assignment) and keeps
its preview; it reads a clean xlsx with one heading row, which spares it everything that real ledgers are. What hangs on
an enterprise is looked at in every row, as the product does: a new phone number under an unchanged enterprise is news.
"""

from django.contrib import admin
from django.contrib.auth.hashers import make_password
from import_export import fields, resources, widgets
from import_export.admin import ImportMixin
from import_export.formats.base_formats import XLSX

from liaison.assignments.models import Assignment
from liaison.directory.models import Leader, Level, Region, Role, Tenure, User
from liaison.enterprises.choices import IndustrySection, Size, SrdiLevel
from liaison.enterprises.models import Enterprise, EnterpriseContact

HEADINGS = {
    "name": "企业名称", "uscc": "统一社会信用代码", "region": "县（市、区）", "industry_section": "行业门类",
    "products": "主要产品", "size": "企业规模", "is_above_scale": "是否规上", "srdi_level": "专精特新",
    "annual_output": "上年产值（万元）", "employees": "从业人数（人）", "legal_representative": "法定代表人",
    "address": "地址", "note": "备注",
}  # fmt: skip


class ChoiceWidget(widgets.CharWidget):
    def __init__(self, choices):
        super().__init__()
        self.codes = {label: code for code, label in choices.choices}

    def clean(self, value, row=None, **kwargs):
        return self.codes.get(value, "")


class RegionWidget(widgets.ForeignKeyWidget):
    def get_queryset(self, value, row, *args, **kwargs):
        return self.model.objects.filter(valid_to=None, parent__name=row["市（州）"])


class YesNoWidget(widgets.BooleanWidget):
    TRUE_VALUES = ["是"]
    FALSE_VALUES = ["否"]


_WIDGETS = {
    "region": RegionWidget(Region, "name"),
    "industry_section": ChoiceWidget(IndustrySection),
    "size": ChoiceWidget(Size),
    "srdi_level": ChoiceWidget(SrdiLevel),
    "is_above_scale": YesNoWidget(),
    "annual_output": widgets.DecimalWidget(),
    "employees": widgets.IntegerWidget(),
}


class StockResource(resources.ModelResource):
    locals().update(
        {
            name: fields.Field(attribute=name, column_name=heading, widget=_WIDGETS.get(name) or widgets.CharWidget())
            for name, heading in HEADINGS.items()
        }
    )

    class Meta:
        model = Enterprise
        import_id_fields = ["uscc"]
        skip_unchanged = True
        report_skipped = True
        store_instance = True
        fields = tuple(HEADINGS)

    def after_import_row(self, row, row_result, **kwargs):
        instance = row_result.instance
        EnterpriseContact.objects.update_or_create(
            enterprise=instance, is_primary=True, defaults={"name": row["企业联系人"], "phone": row["联系电话"]}
        )
        level = {label: code for code, label in Level.choices}[row["层级"]]
        region = instance.region
        place = {"province": region.prefecture.parent, "prefecture": region.prefecture, "county": region}[level]
        leader, _ = Leader.objects.get_or_create(name=row["联系领导"], level=level, region=place)
        Tenure.objects.get_or_create(leader=leader, title=row["领导职务"])
        officer, _ = User.objects.get_or_create(
            username=row["联络员电话"],
            defaults={
                "name": row["联络员"],
                "phone": row["联络员电话"],
                "role": Role.OFFICER,
                "password": make_password(None),
            },
        )
        Assignment.objects.get_or_create(
            enterprise=instance, level=level, end_on=None, defaults={"leader": leader, "officer": officer}
        )


class StockAdmin(ImportMixin, admin.ModelAdmin):
    resource_classes = [StockResource]
    formats = [XLSX]


def take_over() -> None:
    """Put the stock admin of enterprises in the place of the product's, for this process."""
    admin.site.unregister(Enterprise)
    admin.site.register(Enterprise, StockAdmin)
