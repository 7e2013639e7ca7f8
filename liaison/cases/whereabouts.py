"""Cases that went to another officer, alone or with their enterprise."""

from liaison.core import moved

from .models import Case


def looked_after_by_another(model, pk: int, user) -> moved.Whereabouts | None:
    """Tell the officer who looked after a case before who does so now."""
    case = Case.objects.filter(pk=pk).select_related("officer").first()
    if case is None or not Case.history.filter(id=pk, officer=user.pk).exists():
        return None
    who = f"现由{case.officer}跟进" if case.officer_id else "现由协调办公室跟进"
    return moved.Whereabouts(f"诉求 {case.number} 已不由您跟进，{who}。")
