"""The window: Qt, and only here. It reads the state and dispatches commands; no rule of the room lives here."""
