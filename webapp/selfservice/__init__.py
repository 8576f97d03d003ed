"""An applicant's own way on a phone (本人报名, 三): signing in by a code, the form in steps, progress."""
