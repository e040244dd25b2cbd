"""`python -m system.engine --socket PATH`: started by the server, never by hand."""

import sys

from system.engine.process import main

if __name__ == "__main__":
    sys.exit(main())
