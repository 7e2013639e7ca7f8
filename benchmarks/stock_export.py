"""The enterprise ledger as a competent Django developer exports it in a day: a ModelResource over prefetched rows."""

from django.db.models import Prefetch
from import_export import fields, resources

from liaison.assignments.models import Assignment
from liaison.enterprises.models import Enterprise, EnterpriseContact

HEADINGS = {
    "prefecture": "市（州）", "county": "县（市、区）", "name": "企业名称", "uscc": "统一社会信用代码",
    "industry": "行业门类", "products": "主要产品", "scale": "企业规模", "above_scale": "是否规上",
    "srdi": "专精特新", "annual_output": "上年产值（万元）", "employees": "从业人数（人）",
    "legal_representative": "法定代表人", "contact": "企业联系人", "contact_phone": "联系电话", "address": "地址",
    "leader": "联系领导", "leader_post": "领导职务", "leader_level": "层级", "officer": "联络员",
    "officer_phone": "联络员电话", "note": "备注",
}  # fmt: skip


class EnterpriseResource(resources.ModelResource):
    """One row an enterprise, with its first leader; the columns of the product's own ledger."""

    locals().update(
        {
            name: fields.Field(
                attribute=name if name in {field.name for field in Enterprise._meta.concrete_fields} else None,
                column_name=heading,
            )
            for name, heading in HEADINGS.items()
        }
    )

    class Meta:
        model = Enterprise
        fields = tuple(HEADINGS)

    def filter_export(self, queryset, **kwargs):
        links = Assignment.objects.filter(end_on=None).select_related("leader", "officer")
        return queryset.select_related("region__parent").prefetch_related(
            Prefetch("contacts", EnterpriseContact.objects.filter(is_primary=True), to_attr="primary"),
            Prefetch("assignments", links.prefetch_related("leader__tenures"), to_attr="links"),
        )

    def dehydrate_prefecture(self, row):
        return row.region.parent.name if row.region.parent else ""

    def dehydrate_county(self, row):
        return row.region.name

    def dehydrate_industry(self, row):
        return row.get_industry_section_display()

    def dehydrate_scale(self, row):
        return row.get_size_display()

    def dehydrate_above_scale(self, row):
        return {True: "是", False: "否"}.get(row.is_above_scale, "")

    def dehydrate_srdi(self, row):
        return row.get_srdi_level_display()

    def dehydrate_contact(self, row):
        return row.primary[0].name if row.primary else ""

    def dehydrate_contact_phone(self, row):
        return row.primary[0].phone if row.primary else ""

    def dehydrate_leader(self, row):
        return row.links[0].leader.name if row.links else ""

    def dehydrate_leader_post(self, row):
        posts = [tenure.title for tenure in row.links[0].leader.tenures.all()] if row.links else []
        return posts[0] if posts else ""

    def dehydrate_leader_level(self, row):
        return row.links[0].get_level_display() if row.links else ""

    def dehydrate_officer(self, row):
        return row.links[0].officer.name if row.links and row.links[0].officer else ""

    def dehydrate_officer_phone(self, row):
        return row.links[0].officer.phone if row.links and row.links[0].officer else ""
