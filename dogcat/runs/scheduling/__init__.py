"""Starts waiting runs in their order, and estimates when they start.

`speed`: the training speed of this machine.
`load`: how busy the machine is with other work, and how much slower that makes a training.
`wait_estimate`: when a waiting training starts.
`admission`: decides whether a training may start.
`queue`: the waiting runs and their order.
`control`: stops trainings, withdraws and reorders waiting ones.
`standby`: a process that has loaded TensorFlow and waits for a run.
`sharing`: finds the training that does what somebody asks for.
`helper_claim`: which helper trains a run.
`card_room`: whether a graphics card has room for one more training.
`runner`: starts and resumes trainings.
"""
