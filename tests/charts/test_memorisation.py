"""The chart of wrong labels, and the same in words."""

from dogcat.charts.memorisation import describe_memorisation, memorisation_chart


def test_right_and_wrong_labels_are_two_curves_around_one_half() -> None:
    rows = [
        {"epoch": 1, "kept_accuracy": 0.6, "flipped_accuracy": 0.4},
        {"epoch": 2, "kept_accuracy": 0.9, "flipped_accuracy": 0.7},
    ]
    figure = memorisation_chart(rows, 30)
    right, wrong = figure.data
    assert list(right.y) == [0.6, 0.9]
    assert list(wrong.y) == [0.4, 0.7]
    assert right.line.dash == wrong.line.dash == "dot", "both are training pictures"
    assert right.marker.symbol != wrong.marker.symbol
    assert [note.text for note in figure.layout.annotations] == ["right label", "wrong label"]
    (half,) = figure.layout.shapes
    assert half.y0 == half.y1 == 0.5
    assert describe_memorisation(rows) == (
        "After epoch 2 the network repeats the label of 90.0% of the correctly labelled training pictures. It repeats"
        " the wrong label of 70.0% of the wrongly labelled ones."
    )


def test_before_the_first_epoch_there_are_no_labels_to_tell() -> None:
    assert [len(trace.x) for trace in memorisation_chart([], 30).data] == [1, 1]
    assert describe_memorisation([]) == "Training pictures whose label the network repeats: no epoch has ended yet."
