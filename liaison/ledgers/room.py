from liaison.assignments.models import Assignment
from liaison.core.listing import ListAction, RecordAction
from liaison.core.moved import Explainer
from liaison.core.navigation import LEDGERS, Entry
from liaison.core.rooms import EVERYBODY, Check, Permits, Room
from liaison.enterprises.page import Section

from . import enterprise_parts, limits, whereabouts
from .admin_export import EXPORTED, export_as_ledger
from .import_origin import import_origin

ROOM = Room(
    # One's own files only; whoever sees a list may export it.
    Permits(EVERYBODY, "ledgers.view_ledgerexport"),
    Permits("coordinator", "ledgers.view_importbatch", "ledgers.add_importbatch", "ledgers.change_importbatch"),
    Entry(LEDGERS, 10, "导入台账", "upload_file", "admin:ledgers_importbatch_changelist", "ledgers.view_importbatch"),
    Entry(LEDGERS, 20, "导出文件", "download", "admin:ledgers_ledgerexport_changelist", "ledgers.view_ledgerexport"),
    Section("imports", "导入来源", order=85, render=enterprise_parts.imports),
    *(ListAction(model, "export_as_ledger", "导出为台账（Excel）", export_as_ledger) for model in EXPORTED),
    *(RecordAction(model, "import_origin", import_origin) for model in (*EXPORTED, Assignment)),
    Explainer(None, whereabouts.went_with_its_import),
    Check(limits.check_settings),
)
