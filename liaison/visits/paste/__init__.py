"""粘贴走访记录: an officer's own rows, copied from Excel, become visits after a check on the page.

It stands here and not among the ledgers because it is the officer's own entry (their enterprises, their name under
it, through ``log_visit``), while importing a whole ledger is the coordinating office's right.
"""
