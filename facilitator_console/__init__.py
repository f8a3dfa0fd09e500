"""An offline desktop console for people who facilitate dialogues.

Only the version lives here, and one word to a library: importing the package costs nothing and starts nothing.
"""

import os

__version__ = "0.1.0"

# Workbooks from outside are read by the parser that refuses entities, also where lxml is installed for other files.
os.environ["OPENPYXL_LXML"] = "False"
