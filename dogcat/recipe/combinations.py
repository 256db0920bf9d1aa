"""Which fields of a recipe go together, and the smallest picture that a network takes."""

from typing import Any

from dogcat.common.language import _
from dogcat.recipe.bases import BASES, SMALLEST_PICTURE


def smallest_picture_size(num_blocks: int, kernel_size: int = 3, residual: bool = False) -> int:
    """Return the smallest picture size, in pixels, of a network with `num_blocks` blocks, or stages if it is residual.

    A block of k x k convolution and 2 x 2 pooling turns size s into (s - k + 1) // 2. So the smallest size that leaves
    one pixel is found backwards from 1 by s -> 2 s + k - 1: 4, 10, 22, 46 for one to four blocks of 3 x 3. A residual
    network cuts nothing off. Its stem halves the picture twice, and each stage after the first halves it once.
    """
    if residual:
        return int(2 ** (num_blocks + 1))
    size = 1
    for _block in range(num_blocks):
        size = 2 * size + kernel_size - 1
    return size


def refusal(recipe: Any) -> str | None:
    """Return why the fields of a recipe do not go together, in the reader's language, or None if they do.

    Args:
        recipe: the `Recipe` that is being made; its module imports this one.
    """
    if recipe.has_base:
        return _refusal_with_base(recipe)
    if recipe.residual and not recipe.batch_normalization:
        return _(
            "residual is true, but batch_normalization is false. A residual block adds its input to its output; without"
            " batch normalisation the sums grow from block to block. Switch batch normalisation on, too."
        )
    if recipe.squeeze_excitation and not recipe.residual:
        return _(
            "squeeze_excitation is true, but residual is false. Squeeze-and-excitation is a part of a residual block."
            " Switch the residual blocks on, too."
        )
    too_small = _too_small(recipe, recipe.picture_size)
    if too_small is None and recipe.training_sizes:
        return _refusal_of_sizes(recipe)
    return too_small


def _too_small(recipe: Any, size: int) -> str | None:
    """Return why a picture of this size is too small for the recipe's network, or None if it is not."""
    smallest = smallest_picture_size(len(recipe.filters), recipe.kernel_size, recipe.residual)
    if size >= smallest:
        return None
    if recipe.residual:
        return _(
            "picture_size is {picture_size}; with {num_stages} residual stages at least {smallest} is allowed. The"
            " network halves the picture {num_halvings} times, and nothing would be left of it to halve."
        ).format(
            picture_size=size,
            smallest=smallest,
            num_stages=len(recipe.filters),
            num_halvings=len(recipe.filters) + 1,
        )
    return _(
        "picture_size is {picture_size}; with {num_blocks} convolution blocks of {kernel_size} ×"
        " {kernel_size} at least {smallest} is allowed. Each block cuts off {num_cut} pixels and then"
        " halves the picture. Nothing would be left of it at the layer {layer}."
    ).format(
        picture_size=size,
        smallest=smallest,
        num_blocks=len(recipe.filters),
        kernel_size=recipe.kernel_size,
        num_cut=recipe.kernel_size - 1,
        layer=_vanishing_layer(size, recipe.kernel_size),
    )


def _refusal_of_sizes(recipe: Any) -> str | None:
    sizes = list(recipe.training_sizes)
    if recipe.pooling != "average":
        return _(
            "training_sizes is {value}, which needs pooling “average”. With “flatten”, the number of weights of"
            " the next layer depends on the picture size."
        ).format(value=sizes)
    if max(sizes) > recipe.picture_size:
        return _("training_sizes is {value}; none may be above {largest}, the picture_size.").format(
            value=sizes, largest=recipe.picture_size
        )
    why = _too_small(recipe, min(sizes))
    if why is None:
        return None
    return _("training_sizes is {value}, and the smallest is too small. Of a recipe with it: {why}").format(
        value=sizes, why=why
    )


def _refusal_with_base(recipe: Any) -> str | None:
    """Return why a recipe's fields do not go together with its base, or None if they do."""
    title = BASES[recipe.base].title
    if recipe.residual or recipe.batch_normalization:
        field = "residual" if recipe.residual else "batch_normalization"
        return _(
            "{field} is true, but the base {title} has convolutions and batch normalisation of its own. Switch {field}"
            " off, or set base to “none”."
        ).format(field=field, title=title)
    if recipe.pooling != "average":
        return _(
            "pooling is {pooling}; with the base {title} only “average” is allowed: the features are the averages of"
            " its last feature maps."
        ).format(pooling=f"“{recipe.pooling}”", title=title)
    for field in ("weight_average", "training_sizes", *(("mirror_at_test",) if recipe.takes_features else ())):
        if getattr(recipe, field):
            return _(
                "{field} does not go together with the base {title}. Switch it off, or set base to “none”."
            ).format(field=field, title=title)
    if recipe.takes_features and not recipe.augmentation.changes_nothing:
        return _(
            "base_training is “{training}”, which computes the features of each picture once, so augmentation would"
            " have no effect. Switch augmentation off, or choose “head”."
        ).format(training=recipe.base_training)
    if recipe.picture_size >= SMALLEST_PICTURE:
        return None
    return _(
        "picture_size is {picture_size}; with the base {title} at least {smallest} is allowed, because it halves the"
        " picture five times."
    ).format(picture_size=recipe.picture_size, title=title, smallest=SMALLEST_PICTURE)


def _vanishing_layer(size: int, kernel_size: int) -> str:
    """Return the name of the first layer without an output pixel, in a network with enough blocks."""
    block = 1
    while size >= kernel_size + 1:
        size, block = (size - kernel_size + 1) // 2, block + 1
    return f"{'pool' if size == kernel_size else 'conv'}_{block}"
