"""Reading ledgers: from the bytes of a spreadsheet to typed values with notes. Pure functions, no database.

book = open_workbook(path_or_bytes, filename)
table = read_table(book, "enterprises")
values = parse_table(table, today=today)
"""
