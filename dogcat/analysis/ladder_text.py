"""The ladder in words: names of its rungs and ingredients, and what an ingredient does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dogcat.analysis.ladder import PLAIN, TOP, Part, Rung, rungs
from dogcat.analysis.ladder_results import Agreement, Measured, RungResult, added, agreement, rung_results
from dogcat.analysis.ladder_runs import ladder_runs
from dogcat.common.language import N_, _, ngettext
from dogcat.common.units import Signed


@dataclass(frozen=True)
class Ingredient:
    """What a rung adds or takes away.

    Attributes:
        title: a few words, to be shown through `_`.
        what: one or two sentences about what it does, to be shown through `_`.
        page: address of the page that opens it; empty if none does.
        view: name of the view on that page; empty for the whole page.
    """

    title: str
    what: str
    page: str = "train"
    view: str = ""


INGREDIENTS = {
    PLAIN: Ingredient(
        N_("plain network"),
        N_("The tutorial's first network: four convolutions and two dense layers, without any regularization."),
        "model",
        "The network",
    ),
    "geometry": Ingredient(
        N_("crops, turns and mirroring"),
        N_(
            "Each training picture is cropped, turned and mirrored at random, so that the network rarely sees the same"
            " pixels twice."
        ),
        "augmentation",
    ),
    "light": Ingredient(
        N_("light and colour"),
        N_("Brightness, contrast and saturation of each training picture change at random."),
        "augmentation",
    ),
    "batch-normalization": Ingredient(
        N_("batch normalisation"),
        N_(
            "After each convolution, the numbers of each channel get mean 0 and standard deviation 1 within the batch."
            " The pixel values are centred, too. Larger steps then work."
        ),
        "model",
        "The network",
    ),
    "average": Ingredient(
        N_("averages instead of a dense layer"),
        N_(
            "The output follows the mean of each feature map. The large dense layer is gone, and with it most of the"
            " parameters."
        ),
        "model",
        "The network",
    ),
    "optimizer": Ingredient(
        N_("AdamW and larger batches"),
        N_(
            "AdamW adapts the step of each weight and shrinks all weights a little in each step. Batches of 64 pictures"
            " and a learning rate twenty times as large go with it."
        ),
    ),
    "schedule": Ingredient(
        N_("learning rate schedule"),
        N_("The learning rate rises for a few steps and then falls to zero along half a cosine."),
    ),
    "residual": Ingredient(
        N_("residual blocks"),
        N_(
            "Blocks of two convolutions with a shortcut replace the plain convolutions. Each block adds its result to"
            " its input and weighs its channels by squeeze-and-excitation."
        ),
        "model",
        "The network",
    ),
    "squeeze-excitation": Ingredient(
        N_("squeeze-and-excitation"),
        N_("Each block looks at the mean of each channel and gives each channel a weight between 0 and 1."),
        "model",
        "The network",
    ),
    "label-smoothing": Ingredient(
        N_("label smoothing"),
        N_("The labels 0 and 1 become 0.05 and 0.95, so that extreme confidence is not rewarded."),
    ),
    "cutmix-mixup": Ingredient(
        N_("cutmix and mixup"),
        N_("In three of four batches, two pictures are mixed into one, and their labels in the same proportion."),
        "augmentation",
    ),
    "weight-average": Ingredient(
        N_("weight average"),
        N_("A second copy of the weights follows those in training as a mean over the last steps. It is evaluated."),
    ),
    "growing": Ingredient(
        N_("growing pictures"),
        N_(
            "The training begins with pictures of 96 pixels and goes on with 112 and 128. Its purpose is to save time,"
            " not to raise accuracy."
        ),
    ),
    "mirror": Ingredient(
        N_("mirror image at the test"),
        N_("Each answer is the mean over the picture and its mirror image. Nothing else is trained."),
        "try",
    ),
    "weight-decay": Ingredient(
        N_("weight decay"),
        N_("AdamW shrinks all weights a little in each step, so that only those grow large that are needed."),
    ),
    "early-stopping": Ingredient(
        N_("early stopping"),
        N_(
            "The training ends once the validation loss has not fallen for five epochs, and the network of its best"
            " epoch is kept. It is shown fewer pictures than the others."
        ),
    ),
    "l2": Ingredient(
        N_("L2 regularization"),
        N_("A term that grows with the squares of the weights is added to the loss, so that they stay small."),
    ),
    "dropout": Ingredient(
        N_("dropout"),
        N_("Each step sets half of the features in front of the dense layer to 0, at random."),
        "model",
        "Dropout at work",
    ),
    "smaller": Ingredient(
        N_("a smaller network"),
        N_("Half of the filters and an eighth of the dense layer: it has less room to learn pictures by heart."),
        "model",
        "Build your own",
    ),
    "tutorial": Ingredient(
        N_("dropout and the tutorial's augmentation"),
        N_("The tutorial's second network, with the same number of pictures shown as the other rungs."),
        "augmentation",
    ),
    "pictures": Ingredient(
        N_("fewer training pictures"),
        N_("The same number of pictures is shown, but they are fewer different ones, so each comes more often."),
        "pictures",
    ),
}


def ingredient_of(rung: Rung) -> Ingredient:
    """Return what the rung adds or takes away."""
    return INGREDIENTS[rung.ingredient]


def rung_title(rung: Rung, part: Part = "up") -> str:
    """Return the rung's name for charts and tables.

    Args:
        rung: the rung.
        part: of the ladder that is shown. Outside of the way up, the top rung is named by all its ingredients.
    """
    if rung.name == TOP and part != "up":
        return _("all ingredients")
    title = _(ingredient_of(rung).title)
    if rung.part == "pictures":
        words = _("plain network, {num:,} pictures") if rung.before == PLAIN else _("all ingredients, {num:,} pictures")
        return words.format(num=rung.recipe.num_training_pictures)
    if rung.part == "down":
        # Translators: the full recipe without one ingredient, such as “without dropout”
        return _("without {ingredient}").format(ingredient=title)
    # Translators: an ingredient that is added to the ones before, such as “+ dropout”
    return title if rung.name == PLAIN else _("+ {ingredient}").format(ingredient=title)


def verdict_words(change: Measured | None) -> str:
    """Return in a few words whether a change of accuracy is more than chance."""
    if change is None:
        return "–"
    if change.verdict == "unclear":
        return _("unclear")
    if change.seeds is None:
        return _("higher, but too few seeds") if change.verdict == "higher" else _("lower, but too few seeds")
    return _("clearly higher") if change.verdict == "higher" else _("clearly lower")


def read_change(result: RungResult) -> str:
    """Return what the ingredient changed, with its intervals, in two or three sentences."""
    change = result.change
    if change is None:
        return _("There is nothing yet to compare this rung with.")
    low, high = change.pictures
    told = _(
        "Accuracy on the test pictures changed by **{change:+.1f} percentage points** (95% confidence interval over"
        " pictures {low:+.1f} to {high:+.1f})."
    ).format(change=_points(change.mean), low=_points(low), high=_points(high))
    if change.seeds:
        low, high = change.seeds
        told += " " + _("Over {num} seeds the interval is {low:+.1f} to {high:+.1f}.").format(
            num=len(change.values), low=_points(low), high=_points(high)
        )
    else:
        told += " " + ngettext(
            "There is one training of each; another seed may change the result.",
            "There are {num} trainings of each, too few for an interval over seeds.",
            len(change.values),
        ).format(num=len(change.values))
    told += (
        " "
        + {
            "higher": _("So the ingredient helped here, by more than chance among pictures explains.")
            if change.seeds is None
            else _("So the ingredient clearly helped."),
            "lower": _("So accuracy is lower here, by more than chance among pictures explains.")
            if change.seeds is None
            else _("So accuracy is clearly lower."),
            "unclear": _("One of the intervals contains 0, so it is unclear whether it helps."),
        }[change.verdict]
    )
    return told


def judge_order(order: Sequence[str]) -> str:
    """Return how far a learner's order agrees with what the recorded rungs upwards have added.

    Args:
        order: names of rungs, the one that is expected to add most first.
    """
    return read_agreement(agreement(order, added(rung_results(rungs(), ladder_runs()))))


def read_top(results: Mapping[str, RungResult]) -> str:
    """Return how many mistakes of the plain network the top rung leaves; empty until both are recorded."""
    if not {PLAIN, TOP} <= results.keys():
        return ""
    plain, top = (results[name].accuracy.mean for name in (PLAIN, TOP))
    return _(
        "The plain network gets **{plain:.1%}** of the test photos right, the top rung **{top:.1%}**. Of 100 mistakes"
        " of the plain network, about {left:.0f} are left."
    ).format(plain=plain, top=top, left=100 * (1 - top) / (1 - plain))


def read_agreement(found: Agreement) -> str:
    """Return how far the learner's order agrees with the measured one."""
    if not found.num_pairs:
        return _("Too few rungs are recorded yet to compare your order with them.")
    sentence = _(
        "Your order agrees with the measured one in {agreed} of {pairs} pairs of ingredients ({fraction:.0%}; an order"
        " by chance agrees in about half). The rank correlation is {correlation:+.2f}: {words}."
    )
    fraction = found.num_agreed / found.num_pairs
    return sentence.format(
        agreed=found.num_agreed,
        pairs=found.num_pairs,
        fraction=fraction,
        correlation=Signed(found.correlation),
        words=_agreement_words(found.correlation),
    )


def _agreement_words(correlation: float) -> str:
    """Return a rank correlation in plain words, in fifths of its range."""
    if correlation >= 0.6:
        return _("almost the same order")
    if correlation >= 0.2:
        return _("alike in part")
    if correlation > -0.2:
        return _("no more alike than by chance")
    return _("in part the opposite order") if correlation > -0.6 else _("almost the opposite order")


def _points(fraction: float) -> Signed:
    return Signed(100 * fraction)
