"""Presets, and settings in an address: the same settings come back, and anything wrong is named."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dogcat.augmentation.presets import AUGMENTATION_PRESETS, augmentation_from_query, augmentation_to_query
from dogcat.recipe.recipe import REGULARIZED, Augmentation, RecipeError


def _pairs(low: float, high: float) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(st.floats(low, high), st.floats(low, high)).map(sorted).map(tuple)


ANY_AUGMENTATION = st.builds(
    Augmentation,
    rotation_range=st.floats(0, 180),
    width_shift_range=st.floats(0, 1),
    shear_range=st.floats(0, 80),
    zoom_range=_pairs(0.1, 10),
    horizontal_flip=st.booleans(),
    vertical_flip=st.booleans(),
    fill_mode=st.sampled_from(["nearest", "reflect", "wrap", "constant"]),
    cval=st.floats(0, 255),
    brightness_range=_pairs(0, 5),
    random_crop_area=_pairs(0.01, 1),
    random_crop_aspect=_pairs(0.1, 10),
    noise_stddev=st.floats(0, 128),
    contrast_range=_pairs(0, 5),
    saturation_range=_pairs(0, 5),
    cutmix_alpha=st.floats(0, 4),
    mixed_batches=st.floats(0, 1),
)


def test_presets_grow_from_nothing_to_too_much() -> None:
    assert list(AUGMENTATION_PRESETS) == ["none", "tutorial", "gentle", "modern", "extreme"]
    assert AUGMENTATION_PRESETS["none"].changes_nothing
    assert AUGMENTATION_PRESETS["tutorial"] == REGULARIZED.augmentation
    gentle, tutorial, extreme = (AUGMENTATION_PRESETS[name] for name in ("gentle", "tutorial", "extreme"))
    for name in ("rotation_range", "width_shift_range", "height_shift_range"):
        assert 0 < getattr(gentle, name) < getattr(tutorial, name) < getattr(extreme, name)
    assert extreme.rotation_range == 180
    assert extreme.vertical_flip
    modern = AUGMENTATION_PRESETS["modern"]
    assert modern.random_crop_area[0] < 1
    assert modern.mixes_pictures
    assert modern.horizontal_flip
    assert not any(preset.vertical_flip for preset in (gentle, tutorial, modern))


def test_an_address_holds_only_what_differs_from_nothing() -> None:
    assert augmentation_to_query(Augmentation()) == {}
    assert augmentation_to_query(REGULARIZED.augmentation) == {
        "rotation_range": "40",
        "width_shift_range": "0.2",
        "height_shift_range": "0.2",
        "shear_range": "0.2",
        "zoom_range": "0.8,1.2",
        "horizontal_flip": "true",
    }


@pytest.mark.parametrize("name", AUGMENTATION_PRESETS)
def test_every_preset_comes_back_from_its_address(name: str) -> None:
    preset = AUGMENTATION_PRESETS[name]
    assert augmentation_from_query(augmentation_to_query(preset)) == preset


@settings(max_examples=200, deadline=None)
@given(ANY_AUGMENTATION)
def test_any_settings_come_back_from_their_address(augmentation: Augmentation) -> None:
    assert augmentation_from_query(augmentation_to_query(augmentation)) == augmentation


def test_values_are_read_as_people_write_them() -> None:
    read = augmentation_from_query({"zoom_range": "0.2", "rotation_range": " 7.50 ", "brightness_range": ".5, 2"})
    assert read == Augmentation(zoom_range=(0.8, 1.2), rotation_range=7.5, brightness_range=(0.5, 2))


def test_fields_that_are_not_named_stay_as_they_were() -> None:
    start = AUGMENTATION_PRESETS["extreme"]
    assert augmentation_from_query({"horizontal_flip": "false"}, start) == replace(start, horizontal_flip=False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rotation_range", "abc"),
        ("rotation_range", ""),
        ("rotation_range", "nan"),
        ("rotation_range", "inf"),
        ("rotation_range", "1e999"),
        ("rotation_range", "-1"),
        ("rotation_range", "181"),
        ("rotation_range", "1_0"),
        ("rotation_range", "４０"),
        ("rotation_range", "true"),
        ("rotation_range", "10,20"),
        ("rotation_range", "[40]"),
        ("zoom_range", "1.2,0.8"),
        ("zoom_range", "0.8,1,1.2"),
        ("zoom_range", "0.8,nan"),
        ("zoom_range", "0.8,"),
        ("zoom_range", "0,1"),
        ("brightness_range", "1.5"),
        ("random_crop_area", "0.9,0.5"),
        ("horizontal_flip", "1"),
        ("horizontal_flip", "True"),
        ("fill_mode", "mirror"),
        ("fill_mode", "<script>"),
        ("cval", "256"),
        ("mixup_alpha", "5"),
        ("contrast_range", "1.2"),
        ("saturation_range", "1,6"),
        ("cutmix_alpha", "-1"),
        ("cutmix_alpha", "1e999"),
        ("mixed_batches", "75%"),
        ("mixed_batches", "1,1"),
    ],
)
def test_a_wrong_value_is_refused_by_the_fields_name(name: str, text: str) -> None:
    with pytest.raises(RecipeError) as caught:
        augmentation_from_query({name: text})
    assert str(caught.value).startswith(f"augmentation.{name} is ")
    assert "allowed: " in str(caught.value)


def test_a_value_that_is_too_long_is_refused_in_a_short_text() -> None:
    with pytest.raises(RecipeError) as caught:
        augmentation_from_query({"rotation_range": "1" * 100_000})
    assert str(caught.value).startswith("augmentation.rotation_range is '1111")
    assert "which has 100000 characters; at most" in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name", ["rotation", "", "Rotation_range", "__class__", "x" * 10_000])
def test_an_unknown_name_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(RecipeError) as caught:
        augmentation_from_query({name: "1"})
    assert name[:30] in str(caught.value)
    assert ", ".join(item.name for item in fields(Augmentation)) in str(caught.value)
    assert len(str(caught.value)) < 500
