"""The curves of a run: accuracy as the stage, loss, what they say, and how fast wrong labels are memorised."""

import streamlit as st

from dogcat.analysis.curve_reading import read_curves
from dogcat.analysis.history import sampling_error
from dogcat.analysis.plain_network import PlainNetwork, plain_network_behind
from dogcat.analysis.result_text import num_last_epochs
from dogcat.charts.memorisation import describe_memorisation, memorisation_chart
from dogcat.charts.training import describe_history, history_chart
from dogcat.common.language import N_, _
from dogcat.lesson.guesses import guess_named, judge_guess
from dogcat.runs.annotations import read_annotation
from dogcat.runs.run import Run
from dogcat.runs.timeline import Timeline
from pages.state.browser import browser_token
from pages.state.picture_sets import picture_set_of
from pages.state.session import bind, session
from pages.widgets.chart import show_chart

VERDICT_COLOURS = {
    "generalises well": "green",
    "still learning": "blue",
    "overfits": "red",
    "overfits strongly": "red",
    "diverged": "red",
}  # the others are orange
DURING = {  # what the pale points are, by whether the recipe has augmentation and whether it has dropout
    (True, True): N_(
        "Pale points: training accuracy during the epoch, with the augmentation and dropout of the training."
    ),
    (True, False): N_("Pale points: training accuracy during the epoch, on pictures as augmentation has changed them."),
    (False, True): N_("Pale points: training accuracy during the epoch, with the dropout of the training."),
    (False, False): N_("Pale points: training accuracy during the epoch, while the weights still change."),
}


def show_reading(run: Run, timeline: Timeline) -> None:
    """Shows what the curves say in a sentence, with the reasons as help.

    Once the training has ended, the figures are those of its headline.
    """
    num_last = None if run.status().is_active else num_last_epochs(run)
    reading = read_curves(timeline.epochs, timeline.start["epochs"], num_last)
    badge = f":{VERDICT_COLOURS.get(reading.verdict, 'orange')}-badge[{_(reading.verdict)}]"
    st.markdown(f"{badge} {reading.sentence}", help="  \n".join(reading.reasons) or None)


def show_guess_verdict(run: Run, timeline: Timeline) -> None:
    """Shows how right the guess was."""
    guess = read_annotation(run).guess
    if guess and timeline.epochs:
        st.markdown(f":material/psychology_alt: {judge_guess(guess, timeline.epochs, num_last_epochs(run))}")


def show_curve(metric: str, run: Run, timeline: Timeline, is_active: bool, fills: bool = False) -> None:
    """Shows accuracy or loss up to now, the learner's guess, and the plain network behind.

    Before the training has begun, the chart has its axes already.

    Args:
        metric: `accuracy` or `loss`.
        run: the run.
        timeline: its events.
        is_active: whether the run waits or trains.
        fills: whether the chart takes the height of the stage.
    """
    num_epochs = timeline.start.get("epochs", run.recipe.epochs)
    guess = guess_named(read_annotation(run).guess, num_epochs)
    plain = plain_network(run, timeline)
    ghost = plain if session().train.shows_plain else None
    figure = history_chart(
        metric,
        timeline.epochs,
        timeline.open_batches or ([] if is_active else None),
        num_epochs,
        timeline.start.get("steps_per_epoch", run.recipe.steps_per_epoch),
        guess.points if guess and metric == "accuracy" else None,
        ghost,
    )
    words = describe_history(metric, timeline.epochs, ghost)
    show_chart(figure, key=f"{run.id}-{metric}", description=words, fills=fills)


def plain_network(run: Run, timeline: Timeline) -> PlainNetwork | None:
    """Returns the plain network to compare with, looked for once a run; None before the start or without any."""
    known = session().train.plain_networks
    if run.id not in known and timeline.start:
        known[run.id] = plain_network_behind(run, picture_set_of(run), browser_token())
    return known.get(run.id)


def show_plain_switch(plain: PlainNetwork) -> None:
    """Shows the switch of the plain network's curves, and says whose they are."""
    st.toggle(_("Show the plain network behind"), **bind(session().train, "shows_plain"))
    words = _("Pale behind: {name}, on the same pictures.").format(name=plain.words)
    if len(plain.histories) > 1:
        words += " " + _("The band reaches from the lowest to the highest seed.")
    st.caption(words)


def describe_points(run: Run, timeline: Timeline) -> None:
    """Says what the pale points of this recipe are, and on how many pictures the line was measured, if not on all."""
    words = [_(DURING[not run.recipe.augmentation.changes_nothing, run.recipe.dropout > 0])]
    num_training = timeline.start["num_training"]
    num_clean = timeline.start.get("num_clean", num_training)  # older runs measured all
    num_turns = timeline.start.get("clean_turns", 1)  # older runs measured a fixed sample
    if num_turns > 1:
        words.append(
            _(
                "After each epoch, the line “training” is measured on other training pictures: {num_clean:,} of"
                " {num_training:,}, so that each has its turn every {num_turns} epochs. In 95 of 100 such samples it"
                " is off by at most about {points:.0f} percentage points. In the last epoch it is measured on all of"
                " them. The predictions for each picture are kept from the same measurements."
            ).format(
                num_clean=num_clean,
                num_training=num_training,
                num_turns=num_turns,
                points=100 * sampling_error(num_clean),
            )
        )
    elif num_clean < num_training:
        words.append(
            _(
                "The line “training” is measured on a fixed sample of {num_clean:,} of the {num_training:,} training"
                " pictures. In 95 of 100 such samples it is off by at most about {points:.0f} percentage points. In"
                " the last epoch it is measured on all of them."
            ).format(num_clean=num_clean, num_training=num_training, points=100 * sampling_error(num_clean))
        )
    st.caption(" ".join(words))


def show_memorisation(run: Run, timeline: Timeline) -> None:
    """Shows how fast pictures with right and with wrong labels are learned."""
    start = timeline.start
    st.caption(
        _(
            "{num_flipped:,} of the {num_training:,} training pictures were given the wrong label on purpose. A network"
            " that learns what cats and dogs look like gives them the animal they show. One that gives them their wrong"
            " label has learned these pictures by heart, one by one."
        ).format(num_flipped=start["num_flipped"], num_training=start["num_training"])
    )
    chart = memorisation_chart(timeline.epochs, start["epochs"])
    show_chart(chart, key=f"{run.id}-memorisation", description=describe_memorisation(timeline.epochs))
