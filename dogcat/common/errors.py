"""The base class of all errors whose text is written for users, not for programmers."""


class DogcatError(Exception):
    """An error that a user can fix. Its text says what happened, what was expected and what to do next.

    Pages and the command line show the text of this class and its subclasses unchanged. Every other exception is a
    defect of the program.
    """
