"""The product: one folder per stage of a trainee's way (培训全过程), in the order of that way.

`create_app` lives in `webapp.app`, so that the pure checker and its child process start without Flask.
"""
