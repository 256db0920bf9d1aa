"""The command line, `python -m dogcat`. The docstring of a command is the text of its help.

`app`: all commands in the order of the help, and exit codes.
`arguments`: arguments that several commands take.
`terminal`: lines and counters on stderr, and results on stdout or in a file.
`classroom`: `doctor` and `prepare`, the commands before a class.
`machine_check`: the checks of this machine behind both.
`disk_areas`: what is kept on the disk, with limits.
`pictures`: the commands about picture sets.
`training`: `train`, `evaluate`, and the process that trains a waiting run.
`predict`: `predict`, for files, folders and patterns.
`recipes`: `augment`, `summary`, `recipe`, `code`.
`runs`: the commands about runs.
`helpers`: other computers that train: invite them, and join.
`backup`: the home folder as one file, and back.
`workers`: the processes that answer questions about networks.
"""
