"""The check in a child process under hard limits: a stranger's file meets no parser of ours elsewhere."""
