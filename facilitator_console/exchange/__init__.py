"""What comes in from other programs' files: recordings of who spoke when, transcripts, scripts of a dialogue.

Reading is strict and names the line that is wrong; what was read is plain data. Nothing is played or stored here.
"""
