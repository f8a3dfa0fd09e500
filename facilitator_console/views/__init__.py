"""What people see of a session, without a screen: whole words as messages, and numbers.

Pure: no window, no files, no clock. What can be pressed is not here, and nothing is decided here.
"""
