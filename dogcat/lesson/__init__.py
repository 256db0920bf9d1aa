"""The course around the exercise: steps, guesses, quiz, progress, class board, glossary."""
