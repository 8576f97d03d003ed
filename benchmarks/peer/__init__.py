"""The peer: the same work in Django 5.2 with its own means, on the same server."""
