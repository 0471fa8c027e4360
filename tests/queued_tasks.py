"""What the worker would do: run the tasks in the queue."""

from django_tasks_db.models import DBTaskResult


def run_queued_tasks() -> int:
    """Run the tasks that are due, in their order, and take them out; return how many there were."""
    count = 0
    while (waiting := DBTaskResult.objects.ready().first()) is not None:
        result = waiting.task_result
        waiting.delete()
        result.task.func(*result.args, **result.kwargs)
        count += 1
    return count
