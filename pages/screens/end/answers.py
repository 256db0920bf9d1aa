"""What to remember, every guess and answer of the lesson with what came out, and the words of the glossary."""

from collections.abc import Sequence

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.outcome import Answered, LessonOutcome, StepOutcome
from pages.frame.lesson_step import STEP
from pages.widgets.literal import literal


def show_learned(outcome: LessonOutcome) -> None:
    """Shows the lines to remember."""
    st.subheader(_("Remember"))
    st.markdown("\n".join(f"- {step.learned}" for step in (*outcome.steps, *outcome.further)))


def show_answers(outcome: LessonOutcome) -> None:
    """Shows the steps in two columns, then the other guesses."""
    st.subheader(_("Your guesses and the results"))
    num_right, num_answered = outcome.score
    told = _("{num_done} of {num_steps} steps done.").format(num_done=outcome.num_done, num_steps=len(outcome.steps))
    if num_answered:
        right = _("{num_right} of {num} answers right at the first attempt.").format(
            num_right=num_right, num=num_answered
        )
        told = f"{told} {right}"
    st.caption(told)
    num_left = even_split([length_of(step) for step in outcome.steps])
    columns = st.columns(2, gap="medium")
    for column, steps in zip(columns, (outcome.steps[:num_left], outcome.steps[num_left:]), strict=True):
        with column:
            for step in steps:
                show_step(step)
    if outcome.further:
        st.subheader(_("Further steps"))
        for column, step in zip(st.columns(2, gap="medium"), outcome.further, strict=False):
            with column:
                show_step(step)
    if outcome.judged:
        st.subheader(_("Your other guesses"))
        for judged in outcome.judged:
            st.markdown(f"**{literal(judged.topic)}.** {literal(judged.words)}")


def length_of(step: StepOutcome) -> int:
    """Returns roughly how many letters a step takes on the screen."""
    length = 100 + len(step.title)
    for each in filter(None, (step.guess, step.check)):
        length += len(each.question) + sum(map(len, each.given))
        length += 0 if each.is_right else len(each.right) + len(each.why)
    return length


def even_split(lengths: Sequence[int]) -> int:
    """Returns how many of the first parts come closest to half of all, at least one."""
    return min(range(1, len(lengths)), key=lambda count: abs(sum(lengths[:count]) - sum(lengths[count:])))


def show_step(step: StepOutcome) -> None:
    """Shows one step: the guess and the check, or a link to it if neither is answered."""
    kind = "open" if not (step.guess or step.check) else "right" if step.is_right else "wrong"
    with st.container(key=f"answer-{kind}-{step.number}"):
        st.markdown(f"**{step.number}. {step.title}**")
        if kind == "open":
            st.page_link(f"pages/{step.page}.py", label=_("Not answered."), icon=":material/arrow_forward:",
                         query_params={STEP: step.name})  # fmt: skip
        show_answered(_("Guess"), step.guess)
        show_answered(_("Check question"), step.check)


def show_answered(kind: str, answered: Answered | None) -> None:
    """Shows a question, the learner's answers and, after a wrong one, the right answer and its reason."""
    if answered is None:
        return
    lines = [f":small[{kind}: {answered.question}]"]
    lines += [
        f":green[:material/check:] {given}" if given == answered.right else f":orange[:material/close:] {given}"
        for given in answered.given
    ]
    if answered.given[-1] != answered.right:
        lines.append(answered.right_words.format(answer=f"**{answered.right}**"))
    if not answered.is_right:
        lines.append(f":small[{answered.why}]")
    st.markdown("  \n".join(lines))


def show_terms(outcome: LessonOutcome) -> None:
    """Shows the words of the lesson, each with its meaning in a popover."""
    if not outcome.terms:
        return
    st.subheader(_("Terms"))
    with st.container(horizontal=True):
        for term in outcome.terms:
            with st.popover(term.title, icon=":material/menu_book:", type="tertiary"):
                st.markdown(term.text)
