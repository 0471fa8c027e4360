"""What is loaded and not used costs every process of the portal, so what few need is imported where it is needed."""

import gc
import subprocess
import sys

from edu_week.process_memory import freeze_loaded_objects

LARGE = ["openpyxl", "pypinyin", "redis"]  # 6, 32 and 5 MB


def test_start_does_without_what_few_requests_need():
    code = f"import django, sys; django.setup(); import edu_week.urls; print([name for name in {LARGE} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_what_is_frozen_is_left_alone_by_the_collector():
    kept = [[]]
    freeze_loaded_objects()
    try:
        assert not any(found is kept for found in gc.get_objects())
    finally:
        gc.unfreeze()
