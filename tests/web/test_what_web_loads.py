"""What a web process has in memory: pages, and nothing that only the worker and commands compute with."""

import subprocess
import sys

import pytest

from tests.repository import ROOT

pytestmark = pytest.mark.once

HEAVY = ("llvmlite", "numba", "pysat", "scipy.optimize")
PROGRAM = f"""
import sys
import dnm.wsgi
from django.urls import get_resolver
pages = get_resolver().reverse_dict
print(len(pages) > 50, [name for name in {HEAVY} if name in sys.modules])
"""


def test_web_processes_load_no_solver_and_no_compiler():
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "True []\n"
