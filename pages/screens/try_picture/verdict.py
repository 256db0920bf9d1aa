"""Verdict: what both networks say of a picture, how often such verdicts are right, why, and when not to believe it."""

from collections.abc import Sequence
from html import escape
from threading import Lock

import numpy as np
import streamlit as st

from dogcat.common.language import _
from dogcat.explain.measured import measured_unlike
from dogcat.explain.out_of_distribution import Likeness
from dogcat.explain.verdict import Verdict, track_record
from dogcat.pictures.decoding import PictureError, decode_picture
from dogcat.pictures.picture_set import CLASSES, PictureSet
from pages.frame.errors import sentence_for_errors
from pages.screens.try_picture.map_overlay import Overlay, show_overlays
from pages.screens.try_picture.network_choice import Side, asking, attribution_client
from pages.screens.try_picture.own_model_process import current_model
from pages.screens.try_picture.picture_source import Subject, choose_subjects, note_on, pixels_of, why_refused
from pages.screens.try_picture.verdict_bar import show_bar
from pages.screens.try_picture.verdict_table import show_table
from pages.state.picture_sets import offered_sets
from pages.state.resources import likeness_locks
from pages.state.session import bind, session
from pages.widgets.literal import literal
from pages.widgets.picture_grid import show_variants
from pages.widgets.progress_bar import progress_bar

NEIGHBOUR_SIZE = 64  # pixels, as they are shown


def show_verdict(sides: Sequence[Side]) -> None:
    """The whole view: one picture, or a table of several and then one of them."""
    left, right = st.columns([2, 5], gap="medium")
    with left:
        subjects = choose_subjects(sides)
    with right:
        if not subjects:
            st.info(_("Choose a picture, and the networks say what it is."), icon=":material/pets:")
        subject = show_table(subjects, sides) if len(subjects) > 1 else next(iter(subjects), None)
        if subject:
            show_one(subject, sides)


@st.fragment
def show_one(subject: Subject, sides: Sequence[Side]) -> None:
    """One picture."""
    try:
        pixels = [pixels_of(subject, side.picture_size) for side in sides]
    except PictureError as error:
        st.error(why_refused(subject, error), icon=":material/broken_image:")
        return
    show_name(subject)
    with sentence_for_errors():
        with asking():
            verdicts = [
                attribution_client().predict(side.network, [seen])[0] for side, seen in zip(sides, pixels, strict=True)
            ]
        show_verdicts(sides, verdicts)
        show_own_model(subject)
        show_maps(sides, pixels, verdicts)
        show_likeness(sides, pixels)


def show_name(subject: Subject) -> None:
    """The picture's name, which may hold anything, and what is known of it."""
    st.html(f"<b>{escape(subject.name)}</b> <small>{escape(note_on(subject))}</small>")


def show_verdicts(sides: Sequence[Side], verdicts: Sequence[Verdict]) -> None:
    """Bars, and how often verdicts as sure as these were right."""
    for column, side, verdict in zip(st.columns(2, gap="medium"), sides, verdicts, strict=False):
        with column:
            st.markdown(f"**{_(side.name)}**")
            show_bar(verdict, _(side.name))
            record = track_record(side.run, verdict)
            st.caption(
                record.text
                if record
                else _("How often such verdicts are right is not known: this network was never evaluated.")
            )


def show_own_model(subject: Subject) -> None:
    """What the visitor's own model says, if there is one."""
    own = current_model()
    if own:
        st.markdown(_("**Your own model**, {name}").format(name=literal(own.name)))
        show_bar(own.verdict_on(subject), _("Your own model"))


def show_maps(sides: Sequence[Side], pixels: Sequence[np.ndarray], verdicts: Sequence[Verdict]) -> None:
    """Where the networks see what they name, and what happens when it is covered."""
    overlays = []
    for side, seen, verdict in zip(sides, pixels, verdicts, strict=True):
        found = attribution_client().class_map(side.network, seen, verdict.label)
        name, animal = _(side.name), _(CLASSES[verdict.label])
        caption = _(
            "{name}: what glows speaks for the {animal}. Stretched to {size} × {size} pixels, all it sees."
        ).format(name=name, animal=animal, size=side.picture_size)
        words = _("Where the network {name} sees the {animal}").format(name=name, animal=animal)
        overlays.append(Overlay(seen, found.evidence, caption, words))
    show_overlays(overlays, "maps", _("Map over picture"))
    st.toggle(
        _("Second opinion: cover part after part with grey and ask again"),
        **bind(session().try_picture, "shows_occlusion"),
    )
    if not session().try_picture.shows_occlusion:
        return
    overlays = []
    with st.spinner(_("Covering 169 places for each network…")):
        for side, seen, verdict in zip(sides, pixels, verdicts, strict=True):
            swept = attribution_client().occlusion(side.network, seen, verdict.label)
            name, animal = _(side.name), _(CLASSES[verdict.label])
            against = int(np.sum((swept.p_dog > 0.5) != bool(verdict.label)))
            caption = _(
                "{name}: covering what glows red makes the {animal} less sure, covering blue surer. {against} of {num}"
                " places of the patch change its mind."
            ).format(name=name, animal=animal, against=against, num=swept.p_dog.size)
            words = _("Which parts {name} needs to say {animal}").format(name=name, animal=animal)
            overlays.append(Overlay(seen, swept.drop, caption, words))
    show_overlays(overlays, "occlusion", _("Map over picture"))
    st.caption(_("Where both kinds of map agree, there is something to it. A map says where, never why."))


def show_likeness(sides: Sequence[Side], pixels: Sequence[np.ndarray]) -> None:
    """Whether the picture is like anything in the training, and the nearest of its pictures."""
    st.markdown(_("**Has it ever seen anything like this?**"))
    known = {pictures.name: pictures for pictures in offered_sets()}
    for column, side, seen in zip(st.columns(2, gap="medium"), sides, pixels, strict=False):
        with column:
            show_likeness_of(side, seen, known.get(side.run.pictures))


def show_likeness_of(side: Side, pixels: np.ndarray, pictures: PictureSet | None) -> None:
    """The same for one network; its training pictures are shown where they are here."""
    name = _(side.name)
    with (
        st.spinner(_("Looking at the training pictures, once for everybody…")),
        likeness_locks().setdefault(side.key, Lock()),
        progress_bar(_("{name}: looking at its training pictures, once:").format(name=name)) as progress,
    ):
        found = attribution_client().likeness(side.network, pixels, pictures, progress)
    if found is None:
        st.caption(
            _(
                "{name} learned from “{pictures}”, which are not on this computer, so nothing can be said about that."
            ).format(name=name, pictures=literal(side.run.pictures_title))
        )
        return
    in_100 = round(100 * found.share_as_far)
    if not found.is_unlike:
        st.caption(
            _(
                "{name}: it looks like what it was trained on ({in_100} in 100 validation pictures look at least as"
                " strange to it). A hint, no proof."
            ).format(name=name, in_100=in_100)
        )
    elif in_100:
        rare = _(
            "{name}: unlike anything it was trained on ({in_100} in 100 validation pictures look as strange to it). It"
            " must say cat or dog all the same. This is a hint, no proof."
        )
        st.warning(rare.format(name=name, in_100=in_100), icon=":material/question_mark:")
    else:
        rarest = _(
            "{name}: unlike anything it was trained on (fewer than 1 in 100 validation pictures look as strange to it)."
            " It must say cat or dog all the same. This is a hint, no proof."
        )
        st.warning(rarest.format(name=name), icon=":material/question_mark:")
    show_worth(side)
    if pictures:
        show_neighbours(side, pixels, found, pictures)


def show_worth(side: Side) -> None:
    """How good the hint is, where that was measured."""
    worth = measured_unlike(side.run)
    if worth:
        st.caption(
            _("How good is this hint?"),
            help=_(
                "It found {share_found:.0%} of {num} plainly drawn cups, houses, letters and noise (area under the ROC"
                " curve {area:.3f}), but only {share_of_photos:.0%} of pieces of two photos, a temple and a flower, and"
                " {share_of_scenes:.0%} of drawn rooms and lawns. It was wrong about {share_wrong:.0%} of the test"
                " pictures."
            ).format(
                share_found=worth.share_found,
                num=worth.num_unlike,
                area=worth.area,
                share_of_photos=worth.share_of_photos,
                share_of_scenes=worth.share_of_scenes,
                share_wrong=worth.share_wrong,
            ),
        )


def show_neighbours(side: Side, pixels: np.ndarray, found: Likeness, pictures: PictureSet) -> None:
    """The training pictures that the network describes most like this one."""
    paths = {picture.name: picture for picture in pictures.pictures("train")}
    near = [neighbour for neighbour in found.neighbours if neighbour.name in paths]
    seen = [decode_picture(paths[one.name].path, NEIGHBOUR_SIZE) for one in near]
    show_variants(
        [pixels, *seen],
        [
            _("yours"),
            *(
                _("{animal}, {share:.0%}").format(animal=_(CLASSES[paths[one.name].label]), share=one.similarity)
                for one in near
            ),
        ],
        key=f"near-{side.name}",
        description=_("Your picture, and the training pictures that this network describes most like it"),
        columns=1 + len(near),
        opens=False,
    )
    st.caption(_("The training pictures that this network describes to itself most like yours, and how alike."))
