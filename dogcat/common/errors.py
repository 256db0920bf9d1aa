"""The one exception whose text is written for the person in front of the screen, not for a programmer."""


class DogcatError(Exception):
    """Something a user can put right. Its text says what happened, what was expected and what to do next.

    Pages and the command line show the text of this exception and of its subclasses as it is; anything else
    that is raised is a defect of the program.
    """
