"""Trainings on disk: the run folder, its state, its history, and what learners add to it.

`run_files`: reads the files of a run, within a size.
`status`: the state of a run, from its folder and its process.
`watched`: the pictures that a learner tracks during a training.
`event_log`: the events of a run.
`file_checks`: the form of a run's other files, and of single values.
`followers`: who follows a training.
`run`: the run folder.
`store`: lists the runs and opens one.
`scheduling/`: the queue of waiting runs and the processes that train them.
`timeline`: position, curves and remaining seconds of a run.
`first_layer`: the first convolution after each epoch.
`by_picture/`: P(dog) of each picture after each epoch.
`recorded`: the runs that ship with the app.
`recorded_seeds`: recorded trainings with several seeds, as tables.
`annotations`: name, note, colour and guess of a learner.
`misfits`: names the files of a run that are left out.
`names`: the names of runs in lists and charts.
`seal`: counts how often test results were opened.
`trainer_log`: what a training's process prints.
`trash`: deletes runs and restores them.
`housekeeping`: removes what nobody uses any more.
"""
