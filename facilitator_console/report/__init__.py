"""Makes reports: first blocks, in which no small group is shown (`sections`), then the files made from them (`export`).

Only `export` turns messages into a language. Importing `report.sections` and `report.export` imports no library that
makes files; nothing here reads the store or a clock.
"""
