"""The charts that belong to no training of one's own: the empty chart."""

from dogcat.charts.style import empty_chart


def test_the_empty_chart_shows_whole_epochs_on_any_background() -> None:
    layout = empty_chart("Loss", 5).layout
    assert layout.title.text == "Loss"
    assert tuple(layout.xaxis.range) == (0, 5.5)
    assert layout.xaxis.dtick == 1
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0, 0, 0, 0)"
    assert empty_chart("Loss", 0).layout.xaxis.range is None
