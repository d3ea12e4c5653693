"""Processes that end with their parent. No Django: the command line uses it before anything is loaded."""

import ctypes
import os
import signal

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """Let this process get a signal when its parent dies (Linux; elsewhere nothing happens)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(DIE_WITH_PARENT, int(number), 0, 0, 0)


def end_children_with_parent() -> None:
    """From now on no process that this one forks, nor theirs, outlives its parent: nobody works unwatched."""
    parent = [os.getpid()]

    def remember() -> None:
        parent[0] = os.getpid()

    def follow() -> None:
        end_with_parent()
        if os.getppid() != parent[0]:
            os._exit(1)

    os.register_at_fork(before=remember, after_in_child=follow)
