"""Other laptops: pairing, live exchange of events, and one locked file on a stick. No Qt, no rule of the room.

What arrives goes through `Console.receive`, what is kept comes from `Console.on_events`; nothing else of a session is
touched. All network code runs in a thread of its own.
"""
