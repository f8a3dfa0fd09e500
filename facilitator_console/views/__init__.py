"""Everything that a screen shows of the state, without a screen: the picture of the room, and words for it.

Pure: no window, no files, no clock. Only messages, numbers and ids; whoever shows them translates.
"""
