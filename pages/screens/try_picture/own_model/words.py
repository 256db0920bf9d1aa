"""What is known of the visitor's own model and of the way to read it, in words."""

from dogcat.common.language import N_, _
from dogcat.explain.model_reading import ModelReading
from dogcat.explain.own_model import ForeignModel
from dogcat.pictures.picture_set import CLASSES
from pages.screens.try_picture.own_model.process import OwnModel
from pages.widgets.literal import literal

SCALINGS = {  # the names of `pixel_scaling`
    "0-255": N_("pixel values 0 to 255"),
    "0-1": N_("pixel values 0 to 1"),
    "-1-1": N_("pixel values −1 to 1"),
    "mean RGB": N_("pixel values 0 to 255 minus ImageNet's means, RGB"),
    "mean BGR": N_("pixel values 0 to 255 minus ImageNet's means, BGR"),
    "torch": N_("pixel values 0 to 1, standardised with ImageNet's means and standard deviations"),
}
_ENDINGS = {
    "sigmoid": N_("It has one sigmoid output."),
    "logit": N_("Its output is a logit, so the app reads it through a sigmoid."),
    "softmax": N_("It has {num} softmax outputs."),
    "logits": N_("Its {num} outputs are logits, so the app reads them through a softmax."),
    "sigmoids": N_("It has {num} sigmoid outputs."),
}


def facts(own: OwnModel) -> str:
    """What the model says of itself, for Markdown."""
    model = own.model
    sentences = [
        _("**{name}**: {kind} of {height} × {width} pixels (height × width), {num:,} parameters.").format(
            name=literal(own.name),
            kind=_("colour pictures") if model.num_channels == 3 else _("grey pictures"),
            height=model.input_height,
            width=model.input_width,
            num=model.num_parameters,
        ),
        _(_ENDINGS[model.ends_in]).format(num=model.num_outputs),
    ]
    if model.num_channels == 1:
        sentences.append(_("The app turns colours into brightness for it."))
    if model.input_height != model.input_width:
        sentences.append(_("The app stretches each picture to this shape, as it does to a square in training."))
    if model.own_scaling:
        sentences.append(
            _("Its first layers compute {formula} from each pixel value x.").format(formula=f"`{model.own_scaling}`")
        )
    return " ".join(sentences)


def best_words(own: OwnModel) -> str:
    """The reading that was found, and why."""
    best = own.decision.best
    if best.reading.scaling == own.model.expected_scaling:
        found = _("The model itself says what it expects, and the pictures agree: {reading}.")
    else:
        found = _("Found on the validation pictures: {reading}.")
    score = _("So it gets {num_right:,} of {num:,} validation pictures right ({share:.1%}).")
    return (
        found.format(reading=reading_words(best.reading, own.model))
        + " "
        + score.format(num_right=best.score.num_right, num=best.score.num_all, share=best.score.share)
    )


def scaling_words(scaling: str) -> str:
    """A scaling in words."""
    return _(SCALINGS[scaling])


def reading_words(reading: ModelReading, model: ForeignModel) -> str:
    """A reading in words."""
    scaling = scaling_words(reading.scaling)
    if model.num_outputs == 1:
        animal = _(CLASSES[1 if reading.dogs == (1,) else 0])
        return _("{scaling}; an output near 1 means {animal}").format(scaling=scaling, animal=animal)
    if model.num_outputs == 2:
        return _("{scaling}; {output} means {first}, {other} means {second}").format(
            scaling=scaling,
            output=literal(output_words(0, model)),
            first=_(CLASSES[int(reading.dogs == (0,))]),
            other=literal(output_words(1, model)),
            second=_(CLASSES[int(reading.dogs == (1,))]),
        )
    return scaling


def output_words(number: int, model: ForeignModel) -> str:
    """What an output of the model is called, as plain text."""
    if number < len(model.labels):
        return _("output {number} (“{name}”)").format(number=number, name=model.labels[number])
    return _("output {number}").format(number=number)
