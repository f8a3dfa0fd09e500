"""Makes reports: first plain data, in which no small group is shown, then the files made from it.

Here words become a language. Importing `report.summary` imports no PDF library; nothing here reads the store or a
clock.
"""
