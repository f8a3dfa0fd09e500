"""How things look: colours, type, signs, times, texts that are cut or wrapped. No widgets, and no session."""
