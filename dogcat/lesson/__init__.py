"""The course around the exercise: seven steps with questions, guesses before a training, a quiz, and a class board.

`figures`: the figures in the lesson's texts, from recipes and recorded runs.
`step_recipe`: the recipe that a step with a training begins with.
`tasks`: the tasks of a step, and how the app knows that one is done.
`steps`: reads a step of the lesson from its Markdown file.
`terms`: reads the table of terms, with their names in all languages.
`glossary`: reads the terms, each with the page that shows it.
`progress`: the learner's answers, as the browser keeps them.
`guesses`: what a learner guesses before a training, and how right the guess was.
`followed`: the pictures that a learner watched, with the last answers.
`trained`: the learner's two trainings at the end of the lesson.
`own_result`: what a learner reads first below “What comes out”.
`outcome`: everything that a lesson ended with.
`quiz`: draws questions about the layers of a network.
`quiz_question`: builds one question of the quiz with its options.
`handed_in`: the pages that learners hand in.
`board`: the class board, which shows what learners share.
`class_photos/`: the class's own test set, of photos that learners hand in.
`answer_gains`: what the class learned, from the answers before and after each step.
`seed_experiment`: the class's experiment “one recipe, thirty seeds”, and each learner's part in it.
`seed_results`: what came out of the experiment so far, and what it says.
"""
