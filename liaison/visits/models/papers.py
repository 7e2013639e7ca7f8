from django.db import models

from liaison.core.documents import PaperTemplate, template_file


class MinutesTemplate(PaperTemplate):
    """An office's own layout of the minutes; of several the newest holds."""

    file = template_file("visits")
    note = models.CharField("说明", max_length=80, blank=True)

    class Meta:
        verbose_name = "纪要模板"
        verbose_name_plural = "纪要模板"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.note or "纪要模板"
