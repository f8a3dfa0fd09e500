from typing import Any

class PDFInfo:
    title: str
    def format(self, document: Any) -> bytes: ...

def __getattr__(name: str) -> Any: ...
