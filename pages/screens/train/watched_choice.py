"""The pictures to watch during a training: some of the set, chosen by a click, and the visitor's own files."""

from pathlib import Path

import streamlit as st

from dogcat.common.language import _
from dogcat.pictures.decoding import MAX_FILE_BYTES, PictureError, decode_picture
from dogcat.pictures.picture_set import SPLITS, Picture, PictureSet
from dogcat.pictures.selection import classes_in_turn
from dogcat.runs.watched import MAX_WATCHED, WatchedPicture
from pages.state.picture_sets import marked_names, offered_sets
from pages.state.session import session
from pages.state.uploads import upload_limit
from pages.widgets.literal import literal
from pages.widgets.thumbnails import show_thumbnails

NUM_OFFERED = 24  # validation pictures to choose from
NUM_BY_ITSELF = 4  # watched if the visitor chooses none


def choose_watched() -> None:
    """Shows validation pictures to click on, and an uploader for the visitor's own files."""
    pictures = next((known for known in offered_sets() if known.name == session().pictures.set_name), None)
    if pictures is None:
        st.caption(
            _("The pictures are not drawn yet. The training will watch {num} of them.").format(num=NUM_BY_ITSELF)
        )
    else:
        chosen = chosen_names(pictures)
        st.caption(
            _(
                "After each epoch the network reports how confident it is that each of these pictures shows a dog. A"
                " click adds or removes a picture; {num} of at most {most} are chosen. The network never trains on"
                " validation pictures."
            ).format(num=len(chosen) + len(session().train.own_watched), most=MAX_WATCHED)
        )
        offered = offer(pictures)
        # Marked pictures may be of any split, and those that are watched come first.
        offered = [pictures.picture(name) for name in chosen if name not in [one.name for one in offered]] + offered
        captions = [_("✓ watched") if picture.name in chosen else _("not watched") for picture in offered]
        asked = show_thumbnails(offered, "watched-choice", _("Pictures that can be watched"), captions)
        if asked.opened:
            toggle(asked.opened, chosen)
            st.rerun()
    files = st.file_uploader(
        _("Your own pictures. Only you and your teacher see them, and the training is then yours alone"),
        type=["jpg", "jpeg", "png", "webp"],
        accept_multiple_files=True,
        max_upload_size=upload_limit(MAX_FILE_BYTES),
    )
    if files:
        session().train.own_watched = [(file.name, file.getvalue()) for file in files][:MAX_WATCHED]
    elif session().train.own_watched:
        names = literal(", ".join(name for name, _content in session().train.own_watched))
        st.caption(_("Also watched: {names}").format(names=names))
        st.button(_("Remove these"), icon=":material/close:", on_click=session().train.own_watched.clear)


def toggle(name: str, chosen: list[str]) -> None:
    """Adds a picture to the watched ones, or removes it. From then on, marking others changes nothing."""
    if name in chosen:
        session().train.watched = [other for other in chosen if other != name]
        session().train.watches_marked = False
    elif len(chosen) + len(session().train.own_watched) < MAX_WATCHED:
        session().train.watched = [*chosen, name]
        session().train.watches_marked = False
    else:
        st.toast(
            _("{num} pictures are watched already. Remove one first.").format(num=MAX_WATCHED),
            icon=":material/visibility_off:",
        )


def offer(pictures: PictureSet) -> list[Picture]:
    """Returns validation pictures from all over the split, cats and dogs in turn."""
    return classes_in_turn(pictures.pictures("validation"), NUM_OFFERED)


def chosen_names(pictures: PictureSet) -> list[str]:
    """Returns the names of this set's pictures that are watched: chosen here, marked, or some of the validation."""
    watched = session().train.watched
    if watched is None and session().train.watches_marked:
        watched = marked_names(pictures)[-MAX_WATCHED:] or None
    if watched is None:
        return [picture.name for picture in offer(pictures)[:NUM_BY_ITSELF]]
    known = {picture.name for split in SPLITS for picture in pictures.pictures(split)}
    return [name for name in watched if name in known]


def watched_pictures(pictures: PictureSet, picture_size: int) -> list[WatchedPicture]:
    """Returns the chosen pictures at this size in pixels, without those that cannot be decoded."""
    by_name = {picture.name: picture for split in SPLITS for picture in pictures.pictures(split)}
    sources: list[tuple[Path | bytes, str, int | None]] = [
        (by_name[name].path, name, by_name[name].label) for name in chosen_names(pictures)
    ]
    sources += [(content, name, None) for name, content in session().train.own_watched]
    watched = []
    for source, name, label in sources:
        try:
            watched.append(WatchedPicture(name, label, decode_picture(source, picture_size)))
        except PictureError as error:
            st.toast(
                _("{name} {error} and is not watched.").format(name=literal(name), error=literal(str(error))),
                icon=":material/broken_image:",
            )
    return watched[:MAX_WATCHED]
