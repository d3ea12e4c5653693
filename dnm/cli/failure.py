class Failure(Exception):
    """What a person at the command line can mend: one clear line on stderr, exit status 2."""
