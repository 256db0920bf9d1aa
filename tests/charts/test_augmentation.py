from dogcat.charts.augmentation import augmented_validation_chart, describe_augmented_validation
from dogcat.common.palette import NEUTRAL, VALIDATION


def test_augmented_validation_is_set_beside_the_right_one() -> None:
    epochs = [{"epoch": number, "val_accuracy": 0.6 + number / 100} for number in range(1, 13)]
    augmented = [{"epoch": number, "accuracy": 0.5} for number in range(1, 13)]
    right, wrong = augmented_validation_chart(epochs, augmented).data
    assert list(right.y) == [row["val_accuracy"] for row in epochs]
    assert list(wrong.y) == [0.5] * 12
    assert (right.line.color, wrong.line.color) == (VALIDATION, NEUTRAL)
    assert right.line.dash == wrong.line.dash == "solid", "both are validation pictures"
    words = describe_augmented_validation(epochs, augmented)
    assert "last 10 epochs: 67.5% on the validation pictures as they are, 50.0% on augmented" in words
