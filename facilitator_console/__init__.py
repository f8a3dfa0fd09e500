"""An offline desktop console for people who facilitate dialogues.

Only the version lives here: importing the package costs nothing and starts nothing.
"""

__version__ = "0.1.0"
