"""Applications (报名): eligibility, the roster's way in, and each applicant's own page."""
