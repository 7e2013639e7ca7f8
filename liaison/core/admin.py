"""The admin base every room builds on: scope, optimistic lock, bounded counts, history, nothing lost."""

from types import MethodType

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ORDER_VAR
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db.models import FileField
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.checks import UnfoldModelAdminChecks

from liaison.core import listing, moved
from liaison.core.autocomplete import show_no_odd_choices
from liaison.core.conflicts import TOKEN, EditLock
from liaison.core.dated import choosable
from liaison.core.errors import Refused
from liaison.core.followed import follow
from liaison.core.forms import LiaisonModelForm, UploadInput
from liaison.core.history import history_page
from liaison.core.locking import Stale, claim, hold_targets
from liaison.core.models import Versioned
from liaison.core.paging import CappedPaginator
from liaison.core.params import number
from liaison.core.search import likeliest
from liaison.core.site import leave_out_what_the_code_holds
from liaison.core.text import UNSEEN, half_width

leave_out_what_the_code_holds()
show_no_odd_choices()
# Lookups that only a hand-written address has; a broken pattern or half a range would reach the database.
_NEVER_ASKED = {"range", "regex", "iregex"}


class LiaisonChecks(UnfoldModelAdminChecks):
    """What Django checks about a ModelAdmin, and what this product asks of one besides."""

    def check(self, admin_obj, **kwargs):
        return super().check(admin_obj, **kwargs) + self._check_scope(admin_obj) + self._check_form(admin_obj)

    def _check_scope(self, admin_obj):
        if hasattr(admin_obj.model._default_manager.get_queryset(), "visible_to"):
            return []
        hint = "Give the model a manager made from core.scope.ScopedQuerySet (or PublicQuerySet)."
        return [checks.Error(f"{admin_obj.model.__name__} has no visible_to(user).", hint=hint, id="liaison.E101")]

    def _check_form(self, admin_obj):
        if not issubclass(admin_obj.model, Versioned) or issubclass(admin_obj.form, LiaisonModelForm):
            return []
        hint = "Derive the form from core.forms.LiaisonModelForm."
        return [checks.Error(f"{admin_obj.form.__name__} bypasses the edit lock.", hint=hint, id="liaison.E102")]


class ScopedMixin:
    """Rows that the person may not see do not exist: list, page, search, autocomplete, inline, choice and action."""

    form = LiaisonModelForm

    def get_queryset(self, request):
        return _visible(super().get_queryset(request), request.user)

    def get_field_queryset(self, db, db_field, request):
        """Choices of a relation: only rows this person may see, so a foreign id is refused like a made-up one, and
        only those in force today."""
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.using(db).all()
        return choosable(_visible(rows, request.user), db_field.model)


class LockingMixin:
    """Refuses a save over changes the person has not seen, and shows them (law: no lost update)."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        form.asking = request.user
        if change and isinstance(obj, Versioned):
            lock = request.edit_lock = EditLock.of(request.POST.get(TOKEN))
            lock.fields = list(form.base_fields)
            form.lock = lock
        return form

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if change and hasattr(request, "edit_lock"):
            request.edit_lock.look(obj, request.edit_lock.fields, formsets)
        return formsets, inlines

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs and hasattr(request, "edit_lock"):
            request.edit_lock.keep_removed_rows(kwargs["data"], prefix, inline.model, inline.get_queryset(request))
        return kwargs

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Stale:
            # Someone committed between our look and our write. All is rolled back; looking again shows their change.
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            # All is rolled back; the same form again, with what was typed and why it was not saved.
            request.refusal = refusal.message
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        lock = getattr(request, "edit_lock", None)
        if lock is not None and context.get("has_change_permission", True):
            form = context["adminform"].form
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["edit_lock"] = lock
            if form.is_bound and lock.is_stale:
                context["edit_differences"] = lock.differences(form, formsets)
                context["edit_news"] = lock.news(formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        for typed, held in hold_targets(obj):
            messages.info(request, f"“{typed}”刚刚并入“{held}”，本条已记在“{held}”名下。")
        if change and isinstance(obj, Versioned):
            claim(obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for row in formset.initial_forms:
            if isinstance(row.instance, Versioned) and row.has_changed():
                claim(row.instance)
        super().save_formset(request, form, formset, change)


class LiaisonModelAdmin(LockingMixin, ScopedMixin, ModelAdmin):
    """Base of every ModelAdmin of the product."""

    checks_class = LiaisonChecks
    formfield_overrides = {FileField: {"widget": UploadInput}}
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_filter_submit = True
    list_fullwidth = True
    warn_unsaved_form = True
    compressed_fields = True
    save_as = False
    record_actions: tuple[str, ...] = ()
    """The page's own buttons above one record; rooms above hand in more (``core.listing.RecordAction``)."""
    deletable = False
    """Whether those whose role permits it may delete; otherwise rows end by date or status, and only
    the system administrator deletes."""

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise self._not_found(request, object_id)
        return found

    def _not_found(self, request, object_id) -> Exception:
        words = f"{self.opts.verbose_name}不存在，或不在您的查看范围内。"
        return moved.not_found(self.model, object_id, request.user, words)

    def is_among(self, request, rows, obj) -> bool:
        """Return whether ``obj`` is one of ``rows``.

        What went while its page was being made is not just closed to this person: it is told as any lost address is,
        with what was typed.
        """
        if rows.filter(pk=obj.pk).exists():
            return True
        if not self.model._base_manager.filter(pk=obj.pk).exists():
            raise self._not_found(request, obj.pk)
        return False

    def get_changeform_initial_data(self, request):
        """An address drawn up before a merge or a hand-over chooses what stands today, or says where the row is."""
        given = super().get_changeform_initial_data(request)
        for field in self.opts.fields:
            if not field.many_to_one or not (text := str(given.get(field.name) or "")):
                continue
            rows = _visible(field.related_model._default_manager.all(), request.user)
            if found := follow(rows, text):
                given[field.name] = found.pk
                messages.info(request, f"{found.said}。")
            elif not rows.filter(pk=number(text)).exists():
                where = moved.whereabouts(field.related_model, text, request.user)
                if where:
                    messages.warning(request, where.said)
        return given

    def get_search_results(self, request, queryset, search_term):
        """Look for every word in whatever spelling; the likeliest first unless the person chose an order."""
        if not hasattr(queryset, "matching"):
            return super().get_search_results(request, queryset, half_width(search_term).translate(UNSEEN))
        if ORDER_VAR in request.GET:
            return queryset.matching(search_term), False
        return likeliest(queryset, search_term), False

    def lookup_allowed(self, lookup, value, request=None):
        return not _NEVER_ASKED.intersection(lookup.split("__")) and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request, **kwargs):
        return listing.ListPage

    def get_changelist_instance(self, request):
        """Show the whole list where an address asks for something that no row can have."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, TypeError, OverflowError, ValidationError, FieldError) as error:
            raise IncorrectLookupParameters from error

    def get_list_filter(self, request):
        return (*super().get_list_filter(request), *listing.filters_for(self.model))

    def get_actions(self, request):
        actions = super().get_actions(request)
        return actions if IS_POPUP_VAR in request.GET else actions | listing.list_actions_for(self.model, request.user)

    def response_action(self, request, queryset):
        """Run the action on ticked rows; what is no number of a row was never ticked on the page."""
        request.POST = request.POST.copy()
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, [pk for pk in ticked if number(pk) is not None])
        return super().response_action(request, queryset)

    @property
    def actions_detail(self) -> tuple[str, ...]:
        return (*self.record_actions, *listing.record_actions_for(self.model))

    def _get_instance_method(self, method_name):
        view = listing.record_actions_for(self.model).get(method_name)
        return MethodType(view, self) if view else super()._get_instance_method(method_name)

    def has_delete_permission(self, request, obj=None):
        permitted = super().has_delete_permission(request, obj)
        return permitted and (self.deletable or request.user.is_superuser)

    def history_view(self, request, object_id, extra_context=None):
        """Show what became of a row, field by field, where the model keeps its history."""
        if not hasattr(self.opts, "simple_history_manager_attribute"):
            return super().history_view(request, object_id, extra_context)
        return history_page(self, request, self.get_object(request, unquote(object_id)), extra_context)


class ReadOnlyMixin:
    """For rows that only services write: they are looked at here, never typed."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class LiaisonTabularInline(ScopedMixin, TabularInline):
    extra = 0


class LiaisonStackedInline(ScopedMixin, StackedInline):
    extra = 0


def _visible(rows, user):
    """Narrow ``rows`` to what ``user`` may see; rows that only exist inside their parent have no scope of their own."""
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows
