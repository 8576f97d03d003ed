"""The demo city: Rizhao with its eight reporting units, made-up firms and people; no name in it is real."""
