"""The shell: ``python -m rag COMMAND``. Parses, calls the library, prints; nothing else.

Exit codes: 0 done, 1 the work failed (one line on stderr), 2 wrong usage. What the results are
stands on stdout alone: while a command works, everything else that writes to stdout, native code
included, is led to stderr.

Each group of commands has a module whose ``register`` names its commands and their arguments.
"""

from rag.cli.frame import build_parser, main, run

__all__ = ["build_parser", "main", "run"]
