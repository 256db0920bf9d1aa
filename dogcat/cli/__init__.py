"""The command line, `python -m dogcat`. The docstring of a command is the text of its help.

`app`: all commands in the order of the help, and exit codes.
`arguments`: arguments that several commands take.
`terminal`: lines and counters on stderr.
`classroom`: `doctor` and `prepare`, the commands before a class.
`machine_check`: the checks of this machine behind both.
`pictures`: the commands about picture sets.
`training`: `train`, `evaluate`, `predict`, and the process that trains a waiting run.
`recipes`: `augment`, `summary`, `recipe`, `code`.
`runs`: the commands about runs.
`backup`: the home folder as one file, and back.
`workers`: the processes that answer questions about networks.
"""
