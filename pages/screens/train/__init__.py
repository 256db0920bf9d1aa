"""The Train page: prepare a training, watch it, read its result, and look after all runs.

`page`: the two tabs, a new training and all runs.
`new_training`: pictures, recipe, guess, and what belongs to the recipe.
`duration`: how long the training will take on this machine.
`recipe_editor`: a widget for each field of the recipe, and a folded group of what practice adds.
`watched_choice`: which pictures to watch.
`start`: the Train button and the start of the run.
`run_choice`: which run is shown, and who started a run.
`live`: the shown run, redrawn while it is active.
`progress`: state, position and time left of an active run.
`run_buttons`: stop, continue, repeat, change, download.
`curves`: what the curves say, accuracy and loss, memorised labels.
`watched_strip`: the watched pictures with P(dog) after each epoch.
`replay`: an ended training, played from its start.
`wrong_answer`: one wrong answer that grows more confident.
`first_layer`: the filters of the first layer after each epoch.
`result`: the headline and the figures of an ended run.
`runs_table`: the table of all runs.
`queue_panel`: the active trainings, for a visitor in charge.
`run_actions`: open, name, delete, leave and restore runs.
`bring_back`: a training back from its zip.
"""
