"""What is remembered: the choices of each browser tab, and what the server shares between visitors.

`choices`: a dataclass for the choices on each page.
`try_choices`: the same for the page Try one picture.
`session`: all of them for one tab, and how widgets are bound to their fields.
`deeds`: what a visitor guesses and plays, taken over into the lesson's progress.
`browser`: the token of a visitor's browser, and the address.
`uploads`: from whom the server takes files, and how many bytes.
`serving`: what runs beside the server.
`picture_sets`: the sets that a visitor may choose.
`runs`: whether a run's test figures are sealed.
`recipe_draft`: the recipe of the next training.
`redraw_rate`: how often what follows a training is redrawn.
`resources`: processes, caches and secrets of the server.
"""
