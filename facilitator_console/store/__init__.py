"""Stores sessions on disk with SQLite: the log of events is the truth; the read tables follow from it, for people.

Here are the file's opening, log, saver, migrations, copies, search and doctor; what can be made anew from the log lies
in `derived/`. No rules of the field. Import from the submodules: who lists sessions must not load the saver.
"""
