"""`python -m facilitator_console` is the command `facilitator-console`."""

import sys

from facilitator_console.cli import main

if __name__ == "__main__":
    sys.exit(main())
