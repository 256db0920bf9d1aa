"""The layers of a network in one table: against Keras' summary, and what is read from it."""

import csv
import io

import pytest

from dogcat.recipe.layers import layer_table
from dogcat.recipe.network_summary import (
    MARK,
    compared_rows,
    describe_shares,
    summary_csv,
    summary_rows,
    weight_megabytes,
)
from dogcat.recipe.recipe import BASELINE, QUICK_BASELINE, RECIPES, REGULARIZED, Recipe
from dogcat.training.model import build_model


def test_the_table_reads_as_keras_prints_it() -> None:
    printed: list[str] = []
    build_model(REGULARIZED, "float32").summary(line_length=78, print_fn=lambda text, **_: printed.append(text))
    lines = [line.split("│")[1:-1] for line in printed[0].splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in line] for line in lines] == [
        [row["Layer (type)"], row["Output Shape"], f"{row['Param #']:,}"] for row in summary_rows(REGULARIZED)
    ]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_shares_add_up_to_all(recipe: Recipe) -> None:
    for column in ("Share of parameters", "Share of work"):
        shares = [row[column] for row in summary_rows(recipe)]
        assert sum(share for share in shares if isinstance(share, float)) == pytest.approx(100)
        assert shares[0] is None


def test_csv_is_read_back() -> None:
    lines = list(csv.DictReader(io.StringIO(summary_csv(BASELINE))))
    assert [line["layer"] for line in lines] == [row.name for row in layer_table(BASELINE)]
    assert sum(int(line["parameters"]) for line in lines) == 3_453_121
    assert lines[1]["output_shape"] == "148 x 148 x 32"
    assert lines[1]["receptive_field"] == "3"
    assert lines[-1]["receptive_field"] == ""


def test_the_weights_take_four_bytes_each() -> None:
    assert weight_megabytes(BASELINE) == pytest.approx(3_453_121 * 4 / 1_048_576)


def test_the_dense_layer_holds_most_parameters_and_the_convolutions_do_most_work() -> None:
    assert describe_shares(BASELINE).startswith(
        "**dense** has 93.0% of the parameters and does 1.4% of the operations. The **convolutions** do 98.6% of the"
        " operations with 7.0% of the parameters"
    )


def test_two_networks_differ_in_what_is_marked() -> None:
    rows = compared_rows(BASELINE, REGULARIZED)
    assert [name for name, _left, _right in rows if name.startswith(MARK)] == [f"{MARK} dropout"]
    assert (f"{MARK} dropout", "absent", "(6272), 0") in rows
    assert rows[1] == ("conv_1", "(148, 148, 32), 896", "(148, 148, 32), 896")
    assert all(name.startswith(MARK) for name, _left, _right in compared_rows(BASELINE, QUICK_BASELINE)[:-1])
