"""Side by side: which new pictures a plain network and one on a pre-trained network get wrong."""

from collections.abc import Sequence

import streamlit as st

from dogcat.analysis.comparison import Paired, Said, compare_pairs, find_set, has_predictions, on_the_same_pictures
from dogcat.charts.run_curves import comparable_runs
from dogcat.common.language import _
from dogcat.common.units import Signed
from dogcat.pictures.picture_set import PictureSet
from dogcat.runs.names import listed_name
from dogcat.runs.run import Run
from pages.state.browser import browser_token
from pages.state.picture_sets import offered_sets
from pages.state.session import session
from pages.widgets.literal import literal
from pages.widgets.thumbnails import show_thumbnails

MOST_SHOWN = 12  # pictures of a group


def show_mistakes() -> None:
    """Shows the view."""
    pair = newest_pair()
    if pair is None:
        st.info(
            _(
                "This view needs two trainings that were measured on the same pictures, one of them on a pre-trained"
                " network. Train one under “Three ways”; for photos, a plain network is recorded."
            ),
            icon=":material/compare:",
        )
    else:
        first, second, said = pair
        show_pair(first, second, said)
    show_links(pair)


def newest_pair() -> tuple[Run, Run, tuple[Said, Said]] | None:
    """Returns the newest training on a base, and the one without a base that it is compared with; None without both.

    One's own trainings come before recorded ones.
    """
    runs = [run for run in comparable_runs(browser_token()).values() if has_predictions(run)]
    for second in (run for run in runs if run.recipe.has_base):
        for first in (run for run in runs if not run.recipe.has_base):
            said = on_the_same_pictures(first, second)
            if said:
                return first, second, said
    return None


def show_pair(first: Run, second: Run, said: tuple[Said, Said]) -> None:
    """Shows how many each gets right, and the pictures that only one or none of the two gets right."""
    owner = browser_token()
    paired = compare_pairs(*said)
    left, right = st.columns(2)
    left.metric(literal(listed_name(first, owner)), f"{paired.first_accuracy:.1%}")
    right.metric(literal(listed_name(second, owner)), f"{paired.second_accuracy:.1%}")
    low, high = (Signed(100 * end) for end in paired.interval)
    st.markdown(
        _(
            "Of {num:,} validation pictures, only the second gets {gained:,} right, only the first {lost:,}, and both"
            " get {both:,} wrong. The difference is {difference:+.1f} percentage points (95% confidence interval"
            " {low:+.1f} to {high:+.1f})."
        ).format(
            num=paired.n,
            gained=len(paired.only_second),
            lost=len(paired.only_first),
            both=len(paired.both_wrong),
            difference=Signed(100 * paired.difference),
            low=low,
            high=high,
        )
    )
    pictures = find_set(first, said[0], offered_sets())
    if pictures is None:
        st.caption(_("The pictures themselves are not on this computer. Import the photos on the Pictures page."))
        return
    groups = groups_of(paired)
    for column, (key, words, names) in zip(st.columns(len(groups), gap="large"), groups, strict=True):
        with column:
            st.markdown(f"**{words}**")
            show_group(key, words, names, said, pictures)


def groups_of(paired: Paired) -> list[tuple[str, str, Sequence[str]]]:
    """Returns key, name and pictures of each group, the most confident mistakes first."""
    return [
        ("second-wrong", _("Only the pre-trained one is wrong"), paired.only_first),
        ("both-wrong", _("Both are wrong"), paired.both_wrong),
        ("first-wrong", _("Only the plain one is wrong"), paired.only_second),
    ]


def show_group(key: str, words: str, names: Sequence[str], said: tuple[Said, Said], pictures: PictureSet) -> None:
    """Shows the first pictures of a group with P(dog) of both networks."""
    if not names:
        st.caption(_("No picture belongs here."))
        return
    by_name = {picture.name: picture for picture in pictures.all_pictures("validation")}
    shown = [by_name[name] for name in names[:MOST_SHOWN]]
    captions = [" → ".join(in_percent(each[one.name]) for each in said) for one in shown]
    show_thumbnails(shown, key, words, captions)
    st.caption(
        _("{most} of {num:,}. Below each: P(dog) of the first → of the second.").format(most=len(shown), num=len(names))
    )


def in_percent(p_dog: float | None) -> str:
    """Returns P(dog) in words; `?` if the network gave no number."""
    return "?" if p_dog is None else f"{p_dog:.0%}"


def show_links(pair: tuple[Run, Run, tuple[Said, Said]] | None) -> None:
    """Shows where the app looks further into such a network."""
    with st.container(horizontal=True):
        if pair and st.button(_("Picture by picture, and calibration"), icon=":material/compare:", type="tertiary"):
            session().by_picture.first, session().by_picture.second = pair[0].id, pair[1].id
            st.switch_page("pages/compare.py", query_params={"part": "Picture by picture"})
        st.page_link("pages/try.py", label=_("Heat maps, and a picture of your own"), icon=":material/pets:")
