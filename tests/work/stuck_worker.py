"""A worker process of its own that never comes back from one step of a job: `python -m tests.work.stuck_worker`."""

import sys

import django


def main(job_id: str, stuck_at: str) -> None:
    """Do the job as a Celery worker does, until the step that sticks."""
    django.setup()
    from confidentiality.work.tasks import run
    from tests.work import steps

    steps.during[int(stuck_at)] = steps.stick
    run(job_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
