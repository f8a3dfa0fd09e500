"""Reports: a summary as plain data first, what may be shown of small groups, then the files made from it.

Here words become a language. Importing `report.summary` imports no PDF library; nothing here reads the store or a
clock.
"""
