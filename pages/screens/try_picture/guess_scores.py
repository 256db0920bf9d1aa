"""The scores of the visitor and of the networks on the pictures guessed so far."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dogcat.analysis.human_baseline import score
from dogcat.common.language import N_, _, ngettext
from dogcat.explain.verdict import Verdict
from dogcat.pictures.picture_set import CLASSES, Picture

# Translators: the visitor, in a list of names.
YOU = N_("You")  # among the names of those who are scored


def show_scores(asked: Sequence[Picture], given: list[int], said: dict[str, list[float]]) -> None:
    """What everybody said of the last picture, and the scores so far."""
    if not given:
        st.caption(_("The networks have already answered. You will see their answers after your guess."))
        return
    number, last = len(given), len(given) - 1
    label = asked[last].label
    verdicts = {name: Verdict(p_dog[last]) for name, p_dog in said.items()}
    answers = {YOU: (_(CLASSES[given[last]]), given[last] == label)}
    answers |= {name: (each.text, each.names_a_class and each.label == label) for name, each in verdicts.items()}
    marks = [
        f"{_(name)}: {text} {':green[:material/check:]' if is_right else ':red[:material/close:]'}"
        for name, (text, is_right) in answers.items()
    ]
    st.markdown(
        _("The last picture shows a **{animal}**. {answers}").format(
            animal=_(CLASSES[label]), answers=" · ".join(marks)
        )
    )
    show_score_table([picture.label for picture in asked[:number]], given, said)


def show_score_table(labels: list[int], given: list[int], said: dict[str, list[float]]) -> None:
    """Who was right how often.

    Args:
        labels: the classes of the pictures that the visitor has guessed.
        given: the visitor's answers.
        said: P(dog) of each network for all pictures, by name.
    """
    rows, number = [], len(labels)
    for name, answers in answers_of(given, said).items():
        found = score(answers[:number], labels)
        low, high = found.interval
        rows.append(
            {
                "Name": _(name),
                "Right answers": _("{num_right:,} of {num:,}").format(num_right=found.num_right, num=found.num_all),
                "Accuracy": found.share,
                "95% confidence interval": _("{low:.0%} to {high:.0%}").format(low=low, high=high),
            }
        )
    st.dataframe(rows, hide_index=True, column_config=score_columns(), alt=_("Who was right, and how often"))
    st.caption(
        ngettext(
            "After {num} picture, the confidence interval shows how far your true accuracy may lie from the measured"
            " one. If two intervals overlap a lot, the difference may be pure luck.",
            "After {num} pictures, the confidence interval shows how far your true accuracy may lie from the measured"
            " one. If two intervals overlap a lot, the difference may be pure luck.",
            number,
        ).format(num=number)
    )


def score_columns() -> dict[str, Any]:
    """How the columns of a table of scores are shown."""
    return {
        "Name": _("Name"),
        "Right answers": _("Right answers"),
        "Accuracy": st.column_config.ProgressColumn(_("Accuracy"), min_value=0, max_value=1, format="percent"),
        "95% confidence interval": _("95% confidence interval"),
    }


def answers_of(given: list[int], said: dict[str, list[float]]) -> dict[str, list[int]]:
    """The labels that everybody gave: the visitor as far as guessed, the networks to all."""
    networks = {name: [Verdict(one).label for one in p_dog] for name, p_dog in said.items()}
    return {YOU: given, **networks}
