"""The lesson around a page: above it the bar and a question, below it the outcome and a check."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from dogcat.common.errors import DogcatError
from dogcat.common.language import _, current_language
from dogcat.lesson.board import update_answers
from dogcat.lesson.glossary import glossary
from dogcat.lesson.outcome import outcome_words
from dogcat.lesson.progress import option_of
from dogcat.lesson.steps import FURTHER_STEPS, PAGES, STEPS, Step, StepQuestion, read_step
from pages.frame.asker import asker
from pages.frame.errors import sentence_for_errors
from pages.frame.lesson_bar import show_bar
from pages.frame.lesson_choice import choose_own_run, own_result_of, preset, read_chosen_step
from pages.frame.lesson_tasks import is_training, see_runs
from pages.frame.progress_keeper import keep_progress, progress
from pages.state.browser import browser_token
from pages.state.session import key_in_language, session

STEP = "step"  # word of the address


def name_of_step(page: str) -> str | None:
    """Returns the step of a page: the one shown last, or the first one not done, or the last one."""
    of_page = [name for name in PAGES if PAGES[name] == page]
    shown_last = [name for name in of_page if name == session().lesson.shown_step]
    not_done = [name for name in of_page if not progress().is_done(name)]
    return next(iter([*shown_last, *not_done, *of_page[-1:]]), None)


def want_step(name: str) -> None:
    """Asks for a step; the next script run opens its page."""
    session().lesson.wanted_step = name


def open_wanted_step() -> None:
    """Switches to the page of the step that was asked for, before anything is drawn.

    On a busy machine Streamlit showed an empty page after a page with refreshing curves was drawn again and then left.
    """
    name = session().lesson.wanted_step
    if name:
        session().lesson.wanted_step, session().lesson.shown_step = None, name
        # Without `query_params`, Streamlit carries the open tab's parameter over and the tabs there reject it.
        st.switch_page(f"pages/{PAGES[name]}.py", query_params={STEP: name})


def take_step_from_address(page: str) -> None:
    """Takes the step that the address names, once: a link to a step opens the lesson at this step."""
    asked = st.query_params.get(STEP)
    if asked in PAGES and PAGES[asked] == page and asked != session().lesson.read_step:
        session().lesson.shown_step = asked
        session().lesson.progress = progress()
        progress().has_started = True
    elif asked is not None and PAGES.get(asked) != page and session().lesson.is_followed:
        del st.query_params[STEP]
        asked = None
    session().lesson.read_step = asked


def enter_step(page: str) -> str | None:
    """Returns the name of the step that a page shows, and presets its recipe; None outside of the lesson."""
    take_step_from_address(page)
    name = name_of_step(page)
    if name is None or not progress().has_started:
        return None
    session().lesson.shown_step = name
    if session().lesson.entered_step != name:
        session().lesson.entered_step = name
        preset(name)
    choose_own_run(name)
    if st.query_params.get(STEP) != name:
        st.query_params[STEP] = session().lesson.read_step = name
    return name


def begin_step(page: str) -> None:
    """Shows the step's bar and its question above a page. While a training of one's own runs, only the bar."""
    open_wanted_step()
    with sentence_for_errors():
        name = enter_step(page)
        if name is None:
            return
        step = read_chosen_step(name)
        see_runs(step.tasks)
        said = option_of(step.predict, progress().predictions, name)
        show_bar(step, None if said is None else step.predict.options[said], want_step)
        is_stage = is_training() or not session().draft.shows_choices  # nothing moves when a training ends
        session().lesson.asks_below = page == "train" and is_stage
        if not session().lesson.asks_below:
            show_question(step)


def show_question(step: Step) -> None:
    """Shows the question before the tasks, and once it is answered only the answer."""
    said = option_of(step.predict, progress().predictions, step.name)
    with st.container(key=f"question-{step.name}"):
        if said is None:
            st.markdown(step.intro)
            ask(step.predict, None, f"predict-{step.name}", lambda option: progress().predict(step.name, option))
        else:
            st.markdown(_("You said: {answer}").format(answer=step.predict.options[said]))


def end_step(page: str) -> None:
    """Shows below a page the outcome, the check, what was learned, and the link to the next step."""
    with sentence_for_errors():
        name = name_of_step(page) if progress().has_started else None
        if name:
            step = read_chosen_step(name)
            see_runs(step.tasks)  # a training that began in this script run
            if session().lesson.asks_below:
                show_question(step)
            show_end(step)
    keep_progress()


def show_end(step: Step) -> None:
    """Shows the outcome and the check once the prediction is given."""
    said = option_of(step.predict, progress().predictions, step.name)
    if said is None:
        st.caption(_("Answer the question above first. Then you see here what comes out."))
        return
    is_done = progress().is_done(step.name)
    kind = "open" if not is_done else "right" if said == step.predict.right else "wrong"
    with st.container(key=f"answer-{kind}-{step.name}"):
        # Another key, because Streamlit leaves an expander with the same key as the browser shows it. Without an icon,
        # because an icon takes the place of the chevron.
        with st.expander(_("What comes out"), expanded=is_done, key=f"reveal-{kind}-{step.name}"):
            words = outcome_words(step.name, is_right=said == step.predict.right)
            st.markdown("**" + words.format(answer=step.predict.options[step.predict.right]) + "**")
            own = own_result_of(step.name)
            if own:
                st.markdown(own)
            st.markdown(step.reveal)
        tried = progress().attempts.get(step.name, [])
        last = tried[-1] if tried and tried[-1] < len(step.check.options) else None
        st.markdown(_("**Check**"))
        ask(step.check, last, f"check-{step.name}", lambda option: progress().answer(step.name, option))
        if last is not None:
            show_feedback(step, last)


def ask(question: StepQuestion, chosen: int | None, key: str, keep: Callable[[int], None]) -> None:
    """Shows a question with its options; `keep` is called with the index of the chosen one."""
    key = key_in_language(key)

    def take() -> None:
        if st.session_state[key] is not None:
            keep(st.session_state[key])
            share_newest_answers()

    st.radio(question.text, range(len(question.options)), index=chosen, format_func=question.options.__getitem__,
             key=key, on_change=take)  # fmt: skip


def share_newest_answers() -> None:
    """Takes the answers over into the learner's entry on the class board, if it shares them.

    A full disk must not stop the lesson: the browser keeps the answers anyway.
    """
    with suppress(OSError, DogcatError):
        update_answers(browser_token(), progress().predictions, progress().first_checks, asker())


def show_feedback(step: Step, chosen: int) -> None:
    """Shows if the answer is right, why, what was learned, and the link to the next step."""
    if chosen == step.check.right:
        st.markdown(_(":material/check_circle: **Right.** {why}").format(why=step.why))
    else:
        right = step.check.options[step.check.right].rstrip(".")
        words = _(":material/cancel: **Not quite.** Right answer: {answer}. {why}")
        st.markdown(words.format(answer=right, why=step.why))
    st.markdown(_("**What you learned:** {words}").format(words=step.learned))
    show_terms(step)
    steps = FURTHER_STEPS if step.is_further else STEPS
    following = steps[steps.index(step.name) + 1 :]
    if following:
        after = read_step(following[0], current_language())
        label = _("On to step {number}: {title}").format(number=after.number, title=after.title)
        st.button(label, type="primary", icon=":material/arrow_forward:", key=f"on-{step.name}",
                  on_click=want_step, args=(after.name,))  # fmt: skip
    elif step.is_further:
        st.page_link("pages/end.py", label=_("See what you did"), icon=":material/flag:")
    else:
        st.page_link("pages/end.py", label=_("This was the last step. See what you did"), icon=":material/flag:")


def show_terms(step: Step) -> None:
    """Shows the glossary terms of the step, each with its definition in a popover."""
    known = glossary(current_language())
    with st.container(horizontal=True):
        for name in step.terms:
            with st.popover(known[name].title, icon=":material/menu_book:", type="tertiary"):
                st.markdown(known[name].text)
