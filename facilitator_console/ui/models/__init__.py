"""Item models: thin adapters between the desk's state and Qt's views."""
