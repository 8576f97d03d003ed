"""A roster checked: the list found, every row answered, what only the whole list shows."""
