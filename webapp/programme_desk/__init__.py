"""The city's desk for its programmes: pages, the policy's form, what a revision would change."""
