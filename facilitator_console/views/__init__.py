"""What a screen shows of the state, without a screen: the picture of the room, and the words of clocks and seats.

Pure: no window, no files, no clock. Only messages, numbers and ids; whoever shows them translates.
"""
