"""Words for people, apart from the code that needs them.

The pure packages say *what* is to be said (`Message`); only ui, report and cli turn it into a language.
Here live messages, the errors that carry one, and the folding of text for comparing. No files, no locale.
"""

from facilitator_console.words.folding import fold_text
from facilitator_console.words.message import Catalogue, Message, PeerError, UserError, say, say_n

__all__ = ["Catalogue", "Message", "PeerError", "UserError", "fold_text", "say", "say_n"]
