# sqlcipher3 offers the interface of Python's own sqlite3.
from sqlite3 import *
