"""The charts of several trainings: what they draw, where the axes end, and what their twins say."""

import math
from typing import Any

import pytest

from dogcat.analysis.comparison import ribbon
from dogcat.charts.comparison import Curve, add_claim, board_chart, describe_overlay, longest_curve, overlay_chart
from dogcat.charts.style import LABEL_NAME
from dogcat.common.palette import BASELINE_COLOUR, NEUTRAL, REGULARIZED_COLOUR, TRAINING, VALIDATION


def history(
    num_epochs: int, clean: float = 0.9, validation: float = 0.7, seconds: float = 30.0
) -> list[dict[str, float]]:
    return [
        {"epoch": epoch, "seconds": seconds, "clean_accuracy": clean, "clean_loss": 0.2, "val_accuracy": validation,
         "val_loss": 0.5 + 0.01 * epoch}
        for epoch in range(1, num_epochs + 1)
    ]  # fmt: skip


PLAIN = Curve("baseline", BASELINE_COLOUR, history(3), 2_000)
CURED = Curve("regularized", REGULARIZED_COLOUR, history(10, 0.85, 0.8), 3_200)


def notes(figure: Any) -> list[Any]:
    """The notes on the gaps."""
    return [note for note in figure.layout.annotations if note.name != LABEL_NAME]


def labels(figure: Any) -> dict[str, tuple[str, float]]:
    """The labels at the ends of lines: colour and height on the axis."""
    return {note.text: (note.font.color, note.y) for note in figure.layout.annotations if note.name == LABEL_NAME}


def lines(figure: Any) -> dict[str, Any]:
    """The curves by name and, where a training has two, by what they are."""
    return {
        f"{trace.name}, {trace.hovertemplate.split()[0]}" if trace.legendgroup else trace.name: trace
        for trace in figure.data
        if trace.name
    }


def test_training_is_dotted_and_validation_solid_in_the_colour_of_the_run() -> None:
    found = lines(overlay_chart("accuracy", [PLAIN, CURED]))
    assert list(found) == [
        "baseline, training", "baseline, validation", "regularized, training", "regularized, validation",
    ]  # fmt: skip
    assert [trace.line.dash for trace in found.values()] == ["dot", "solid"] * 2
    assert [trace.line.color for trace in found.values()] == [BASELINE_COLOUR] * 2 + [REGULARIZED_COLOUR] * 2
    assert list(found["baseline, training"].y) == [0.9] * 3
    assert list(found["regularized, validation"].x) == list(range(1, 11))


@pytest.mark.parametrize(
    ("axis", "plain", "cured"),
    [("epochs", 3, 10), ("pictures seen", 6_000, 32_000), ("minutes", 1.5, 5.0)],
)
def test_trainings_are_laid_side_by_side_in_three_ways(axis: Any, plain: float, cured: float) -> None:
    found = lines(overlay_chart("loss", [PLAIN, CURED], axis))
    assert found["baseline, validation"].x[-1] == pytest.approx(plain)
    assert found["regularized, validation"].x[-1] == pytest.approx(cured)


def test_the_longest_curve_depends_on_the_axis() -> None:
    slow = Curve("slow", BASELINE_COLOUR, history(3, seconds=600.0), 2_000)
    assert longest_curve([slow, CURED], "epochs") is CURED
    assert longest_curve([slow, CURED], "minutes") is slow


def test_pauses_of_the_computer_are_no_minutes_of_the_training() -> None:
    rows = [{**row, "seconds": seconds} for row, seconds in zip(history(5), (60, 2_000, 30, 60, 61), strict=True)]
    assert Curve("paused", BASELINE_COLOUR, rows, 1).positions("minutes") == pytest.approx([1, 2, 3, 4, 5])
    assert Curve("not begun", BASELINE_COLOUR, [], 1).positions("minutes") == []


def test_playing_moves_the_curves_and_not_the_axes() -> None:
    early, late = (overlay_chart("accuracy", [PLAIN, CURED], "pictures seen", until) for until in (6_400, None))
    assert list(lines(early)["baseline, validation"].x) == [2_000, 4_000, 6_000]
    assert list(lines(early)["regularized, validation"].x) == [3_200, 6_400]
    for axis in ("xaxis", "yaxis"):
        assert early.layout[axis].range == late.layout[axis].range
    assert late.layout.xaxis.range[1] == pytest.approx(1.02 * 32_000)


def test_the_gap_is_shaded_and_named_with_accuracy_only() -> None:
    figure = overlay_chart("accuracy", [PLAIN, CURED])
    found = labels(figure)
    assert found["gap 20.0"] == (BASELINE_COLOUR, pytest.approx(0.75)), "between its own ends, on no other line"
    assert found["gap 5.0"] == (REGULARIZED_COLOUR, pytest.approx(0.825))
    assert not notes(figure)
    areas = [trace for trace in figure.data if trace.fill == "toself"]
    assert [area.fillcolor for area in areas] == [
        f"rgba{(*bytes.fromhex(colour[1:]), 0.1)}" for colour in (BASELINE_COLOUR, REGULARIZED_COLOUR)
    ]
    assert list(areas[0].y) == [0.9] * 3 + [0.7] * 3
    early = overlay_chart("accuracy", [PLAIN, CURED], until=2)  # its gap would lie on the axis
    assert not any(text.startswith("gap") for text in (*labels(overlay_chart("loss", [PLAIN, CURED])), *labels(early)))


def test_each_gap_stands_between_the_labels_of_its_own_pair() -> None:
    figure = overlay_chart("accuracy", [PLAIN, Curve("both", REGULARIZED_COLOUR, history(10, 0.95, 0.93), 1)])
    low, high = figure.layout.yaxis.range
    room = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    order: dict[str, list[tuple[float, str]]] = {}
    for one in figure.layout.annotations:
        place = room * (one.y - low) / (high - low) + one.yshift
        order.setdefault(one.font.color, []).append((place, one.text))
    for colour, name, gap in ((BASELINE_COLOUR, "baseline", "gap 20.0"), (REGULARIZED_COLOUR, "both", "gap 2.0")):
        assert [text for _place, text in sorted(order[colour])] == [name, gap, "training"]


def test_gaps_are_named_for_two_trainings_at_most() -> None:
    alike = [Curve(name, BASELINE_COLOUR, history(10), 1) for name in "abc"]
    assert "gap 20.0" in labels(overlay_chart("accuracy", alike[:2]))
    crowd = overlay_chart("accuracy", alike)
    assert "gap 20.0" not in labels(crowd)
    assert sum(trace.fill == "toself" for trace in crowd.data) == 3, "the gaps stay shaded"


def test_other_seeds_are_a_band_from_the_lowest_to_the_highest() -> None:
    seeds = [history(3, validation=share) for share in (0.7, 0.74, 0.68)]
    curve = Curve("baseline", BASELINE_COLOUR, seeds[0], 2_000, {"val_accuracy": ribbon(seeds, "val_accuracy")})
    (band,) = [trace for trace in overlay_chart("accuracy", [curve]).data if trace.fill and "0.25" in trace.fillcolor]
    assert list(band.x) == [1, 2, 3, 3, 2, 1]
    assert list(band.y) == pytest.approx([0.74] * 3 + [0.68] * 3)


def test_smoothing_keeps_the_raw_values_as_points() -> None:
    rows = history(3)
    rows[1]["val_accuracy"] = 0.9
    figure = overlay_chart("accuracy", [Curve("run", BASELINE_COLOUR, rows, 1)], smoothing=0.5)
    raw = next(trace for trace in figure.data if trace.mode == "markers" and trace.y[1] == 0.9 and trace.y[0] == 0.7)
    assert list(raw.y) == [0.7, 0.9, 0.7]
    assert list(lines(figure)["run, validation"].y) == pytest.approx([0.7, 0.8, 0.75])


def test_the_tutorial_s_log_is_one_thin_line() -> None:
    rows = [{"epoch": 1, "seconds": 5, "accuracy": 0.5, "loss": 0.7, "val_accuracy": 0.6, "val_loss": 0.6}]
    figure = overlay_chart("accuracy", [PLAIN], reported=[Curve("the log", BASELINE_COLOUR, rows, 2_000)])
    line = lines(figure)["the log"]
    assert (list(line.y), line.line.width) == ([0.6], 1.5)


def test_a_claim_is_a_level_line_over_the_whole_axis() -> None:
    figure = overlay_chart("accuracy", [PLAIN, CURED])
    add_claim(figure, "the text", 0.84)
    line = lines(figure)["the text"]
    assert "the text" in [note.text for note in notes(figure)]
    assert (list(line.x), list(line.y)) == ([0, pytest.approx(10.2)], [0.84, 0.84])


def test_each_line_is_named_at_its_end_in_its_colour() -> None:
    figure = overlay_chart("accuracy", [PLAIN, CURED])
    assert labels(figure)["baseline"] == (BASELINE_COLOUR, 0.7)
    assert labels(figure)["regularized"] == (REGULARIZED_COLOUR, 0.8)
    assert "training" in labels(figure)
    assert set(labels(overlay_chart("loss", [PLAIN, CURED, PLAIN]))) == {"baseline", "regularized"}
    assert set(labels(overlay_chart("loss", [PLAIN]))) == {"training", "validation"}
    early, late = (overlay_chart("accuracy", [PLAIN, CURED], until=until) for until in (2, None))
    assert early.layout.margin == late.layout.margin, "the chart keeps its place while the curves play"


def test_one_entry_of_the_legend_stands_for_all_of_a_training() -> None:
    figure = overlay_chart("accuracy", [PLAIN, CURED])
    assert [trace.name for trace in figure.data if trace.showlegend] == ["baseline", "regularized"]
    assert {trace.legendgroup for trace in figure.data} == {"baseline", "regularized"}


def test_what_was_not_measured_leaves_a_hole() -> None:
    rows = [{"epoch": 1, "seconds": 5, "val_accuracy": math.nan, "val_loss": 0.6, "clean_accuracy": 0.5}]
    curve = Curve("run", BASELINE_COLOUR, rows, 1)
    figure = overlay_chart("accuracy", [curve], smoothing=0.8)
    assert list(lines(figure)["run, validation"].y) == [None]
    assert set(labels(figure)) == {"training"}, "a line without points has no end"
    assert list(lines(overlay_chart("loss", [curve]))["run, training"].y) == [None]
    assert "validation not measured" in describe_overlay("accuracy", [curve])


def test_a_training_without_an_epoch_is_told_as_such() -> None:
    empty = Curve("run", BASELINE_COLOUR, [], 1)
    assert list(lines(overlay_chart("accuracy", [empty]))["run, validation"].y) == [None]
    assert describe_overlay("accuracy", [empty]) == "Accuracy. run: no epoch has ended yet."


def test_the_overlay_in_words() -> None:
    assert describe_overlay("accuracy", [PLAIN, CURED]) == (
        "Accuracy. baseline, mean of the last 3 of 3 epochs: training 90.0%, validation 70.0%. regularized, mean of the"
        " last 10 of 10 epochs: training 85.0%, validation 80.0%."
    )
    assert describe_overlay("loss", [PLAIN]) == (
        "Loss. baseline, mean of the last 3 of 3 epochs: training 0.200, validation 0.520."
    )


def test_a_cell_of_the_board_has_the_colours_of_training_and_validation() -> None:
    figure = board_chart("nothing", history(30), 100)
    assert {trace.name: trace.line.color for trace in figure.data if trace.name} == {
        "training": TRAINING, "validation": VALIDATION,
    }  # fmt: skip
    assert figure.layout.title.text == "nothing"
    assert {trace.name: trace.line.dash for trace in figure.data if trace.name} == {
        "training": "dot", "validation": "solid",
    }  # fmt: skip
    assert labels(figure) == {
        "training": (TRAINING, 0.9), "gap 20.0": (NEUTRAL, pytest.approx(0.8)), "validation": (VALIDATION, 0.7),
    }  # fmt: skip
    assert [trace.name for trace in figure.data if trace.showlegend] == ["training", "validation"], "on a small screen"
    assert board_chart("nothing", [], 100).layout.margin == figure.layout.margin
    assert figure.layout.xaxis.range[1] == 100.5
