"""Train: choose pictures and a recipe, press Train, watch the curves, stop, read the result."""

from datetime import datetime, timezone

import streamlit as st

from dogcat.charts import describe_history, history_chart
from dogcat.diagnosis import diagnose
from dogcat.errors import DogcatError
from dogcat.layers import num_parameters
from dogcat.pictures import list_picture_sets
from dogcat.recipe import RECIPES, Recipe, recipe_kind
from dogcat.runs import Run, list_runs, open_run
from dogcat.timeline import Timeline, clock
from pages.shared.chart import show_chart
from pages.shared.resources import runner
from pages.shared.state import bind, session

STATE_WORDS = {
    "queued": ":blue-badge[:material/hourglass_top: queued] waiting for the training before it",
    "starting": ":blue-badge[:material/rocket_launch: starting] loading TensorFlow and the pictures",
    "running": ":green-badge[:material/model_training: running]",
    "stopping": ":orange-badge[:material/stop_circle: stopping] after the current step",
    "done": ":green-badge[:material/check_circle: done]",
    "stopped": ":orange-badge[:material/stop_circle: stopped]",
    "failed": ":red-badge[:material/error: failed]",
    "lost": ":red-badge[:material/help: lost]",
}


def describe_recipe(recipe: Recipe) -> str:
    """What a recipe does, in one line."""
    cures = "no augmentation, no dropout"
    if recipe.dropout or not recipe.augmentation.changes_nothing:
        cures = f"augmented pictures, dropout {recipe.dropout:g}"
    return (
        f"{num_parameters(recipe):,} parameters, {cures}, {recipe.epochs} epochs of {recipe.steps_per_epoch} steps"
        f" with {recipe.batch_size} pictures each"
    )


def describe_run(run: Run) -> str:
    """A run's recipe, pictures and date, for a list of runs."""
    begun = datetime.fromtimestamp(run.request["created"], timezone.utc).astimezone()
    return f"{recipe_kind(run.recipe)} on {run.pictures}, {begun:%d %b %Y %H:%M:%S}"


def show_start(names: list[str]) -> None:
    """The choices and the Train button."""
    if session().pictures not in names:
        session().pictures = names[0]
    left, middle, right = st.columns([3, 3, 1], vertical_alignment="bottom")
    left.selectbox("Pictures", names, **bind("pictures"))
    middle.segmented_control("Recipe", list(RECIPES), required=True, **bind("recipe"))
    recipe = RECIPES[session().recipe]
    if right.button("Train", type="primary", icon=":material/play_arrow:", width="stretch"):
        try:
            st.query_params["run"] = runner().submit(recipe, session().pictures)
        except DogcatError as error:
            st.error(str(error), icon=":material/error:")
    st.caption(describe_recipe(recipe))


def choose_run() -> Run | None:
    """The run that the address names, else the newest; a box to choose another."""
    runs = {run.id: run for run in reversed(list_runs())}
    if not runs:
        return None
    asked = st.query_params.get("run")
    if asked not in runs:
        if asked:
            st.warning(f"There is no run {asked!r} any more; this is the newest one.")
        asked = next(iter(runs))
    chosen = st.selectbox(
        "Run", list(runs), index=list(runs).index(asked), format_func=lambda name: describe_run(runs[name])
    )
    st.query_params["run"] = chosen
    return runs[chosen]


def show_progress(run: Run, timeline: Timeline) -> None:
    """State, position, time left and the Stop button."""
    status = run.status()
    if not status.is_active:
        st.markdown(STATE_WORDS[status.state])
        if status.message:
            (st.info if status.state == "stopped" else st.error)(status.message)
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    words = STATE_WORDS[status.state]
    epoch, step = timeline.position
    if epoch:
        words += f" epoch {epoch} of {timeline.start['epochs']}, step {step} of {timeline.start['steps_per_epoch']}"
        words += f" · {timeline.pictures_per_second:.0f} pictures a second · {clock(timeline.seconds_left or 0)} left"
    left.progress(timeline.progress, words)
    if right.button(
        "Stop",
        icon=":material/stop:",
        disabled=status.state == "stopping",
        width="stretch",
        help="Ends the training after its current step and keeps the network as it is then",
    ):
        runner().stop(run.id)
        st.rerun(scope="fragment")


def show_curves(run: Run, timeline: Timeline) -> None:
    """Accuracy and loss, as far as they have come."""
    if not timeline.start:
        return
    for column, metric in zip(st.columns(2), ("accuracy", "loss"), strict=True):
        figure = history_chart(
            metric, timeline.epochs, timeline.batches, timeline.start["epochs"], timeline.start["steps_per_epoch"]
        )
        with column:
            show_chart(figure, key=f"{run.id}-{metric}", description=describe_history(metric, timeline.epochs))


def show_result(run: Run) -> None:
    """The figures of an ended run and where its files are."""
    history = run.history()
    if history:
        found = diagnose(history)
        columns = st.columns(4)
        columns[0].metric(
            "Training, clean",
            f"{found.clean_accuracy:.1%}",
            help="Share of right answers on the training photos, unchanged, after the last epoch",
        )
        columns[1].metric(
            "Validation",
            f"{found.val_accuracy:.1%}",
            help=f"After the last epoch. Highest of any epoch: {found.best_val_accuracy:.1%} (epoch"
            f" {found.best_val_accuracy_epoch}); mean of the last ten: {found.mean_val_accuracy:.1%}",
        )
        columns[2].metric(
            "Gap",
            f"{100 * found.gap:.1f} points",
            help="Clean training accuracy minus validation accuracy: how much of it does not hold on new photos",
        )
        test = run.evaluation("test")
        if test:
            low, high = test["accuracy_interval"]
            columns[3].metric(
                "Test",
                f"{test['accuracy']:.1%}",
                f"95 % interval {low:.1%} to {high:.1%}",
                delta_color="off",
                delta_arrow="off",
            )
        with st.expander("The figures of each epoch"):
            st.dataframe(history, hide_index=True)
    st.caption("Files of this run")
    st.code(str(run.folder), language=None)


@st.fragment(run_every=1)
def watch(run_id: str) -> None:
    """Follows a run that is going on; once it has ended, the whole page is drawn a last time."""
    run = open_run(run_id)
    show_run(run)
    if not run.status().is_active:
        st.rerun()


def show_run(run: Run) -> None:
    """Everything there is to see of a run now."""
    timeline = session().timelines.setdefault(run.id, Timeline())
    timeline.follow(run)
    show_progress(run, timeline)
    show_curves(run, timeline)
    if not run.status().is_active:
        show_result(run)


st.title("Train")
names = [pictures.name for pictures in list_picture_sets()]
if names:
    show_start(names)
else:
    st.info("There are no pictures to train on yet.", icon=":material/photo_library:")
    st.page_link("pages/pictures.py", label="Bring pictures in", icon=":material/arrow_forward:")
run = choose_run()
if run and run.status().is_active:
    watch(run.id)
elif run:
    show_run(run)
elif names:
    st.info("Nothing has been trained yet. Choose a recipe and press Train.", icon=":material/play_arrow:")
