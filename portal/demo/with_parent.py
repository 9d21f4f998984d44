"""Runs Python with the given arguments, and has it killed when the process that started it is (Linux only).

`python -m portal.demo.with_parent -m portal demo …` is what the Makefile runs.
"""

import os
import signal
import sys

from portal.demo.orphans import ends_with_parent

if __name__ == "__main__":
    ends_with_parent(signal.SIGKILL, parent=os.getppid())()
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])  # noqa: S606 - the same program, no shell
