"""Ledgers out: the same headings, titles and totals as the offices' own, streamed, whatever the number of rows."""

from .book import export
from .templates import write_template

__all__ = ["export", "write_template"]
