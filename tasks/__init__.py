"""When: Celery jobs, thin doors onto the operations of `webapp`."""
