"""Defines how things look: colours, type, icons, times, texts that are cut or wrapped. No session is known here."""
