# Only the classes that the program derives from; everything else is reportlab's own, untyped.
