"""Jobs (任务): the queue is a doorbell, PostgreSQL is the truth (spec: isolation and reliability, jobs)."""
