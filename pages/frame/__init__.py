"""What every page is shown in: addresses, language, the class code, the lesson and the presenter's view.

`opening`: few tabs open at the same time.
`router`: which pages there are, and the frame around each.
`language`: the visitor's language.
`gate`: the class code and the teacher password.
`fragments`: parts that are drawn alone, behind the class gate.
`errors`: errors as sentences.
`limits`: rate limits.
`teacher`: who may change what all see.
`asker`: the visitor as the core sees one who asks for an act.
`progress_keeper`: the learner's progress in the browser.
`lesson_tasks`: ticks off the tasks of the lesson.
`lesson_choice`: what the lesson chooses for the learner, and takes from their choices.
`lesson_bar`: the bar that stays while one scrolls.
`lesson_step`: the step of the lesson around a page.
`helpers`: the computers that train for this server, for a visitor in charge.
`running`: the learner's own trainings on every page.
`presenter`: the presenter's view.
`page_changes`: every page begins at its top, and the menu of a phone closes.
`keyboard`: keys that Streamlit lacks.
"""
