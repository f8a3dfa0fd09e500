"""Lets participants' phones in: a small web server in a thread and event loop of its own.

The window's thread talks to `phones.Phones`, and waits for nothing here. What phones do goes through `Console.post`,
what they see is a `PhoneView`. No Qt. Imported only once somebody wants phones.
"""
