"""Five questions about the chosen network; each answer is explained."""

import streamlit as st

from dogcat.common.language import _
from dogcat.lesson.quiz import draw_questions
from dogcat.lesson.quiz_question import QuizQuestion, count_right
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import Run
from pages.frame.fragments import fragment
from pages.screens.model.network_choice import recipe_of
from pages.state.session import session


@fragment
def show_quiz(chosen: Run | Recipe) -> None:
    """Shows the questions, the score, and the buttons for other questions and another try."""
    recipe = recipe_of(chosen)
    seed, answers = session().model.quiz_seed, session().model.quiz_answers
    questions = draw_questions(recipe, seed)
    st.markdown(
        _("Here are five questions about this network. Each **?** hides a number. You may use paper and pencil.")
    )
    for number, question in enumerate(questions):
        show_question(number, question, (recipe, seed, number))
    given = [answers.get((recipe, seed, number)) for number in range(len(questions))]
    num_right = count_right(questions, given)
    num_given = sum(answer is not None for answer in given)
    if num_given == len(questions):
        if num_right == num_given:
            result = _("**{num_right} of {num}** answers are right. That is all of them!")
        else:
            result = _("**{num_right} of {num}** answers are right.")
        st.success(result.format(num_right=num_right, num=num_given), icon=":material/school:")
    elif num_given:
        st.caption(
            _("So far {num_right} of {num} answers are right. Questions left: {num_left}.").format(
                num_right=num_right, num=num_given, num_left=len(questions) - num_given
            )
        )
    with st.container(horizontal=True):
        st.button(_("Other questions"), icon=":material/casino:", on_click=draw_others)
        if num_given:
            st.button(_("Try these again"), icon=":material/undo:", on_click=forget, args=(recipe, seed))


def show_question(number: int, question: QuizQuestion, place: tuple[Recipe, int, int]) -> None:
    """Shows a question; once answered, its explanation, and the answer cannot change.

    Args:
        number: of the question, counted from 0.
        question: the question.
        place: the key of its answer in the session.
    """
    answers = session().model.quiz_answers
    key = f"quiz.{number}"
    st.session_state[key] = answers.get(place)

    def keep() -> None:
        answers[place] = st.session_state[key]

    is_right = answers.get(place) == question.answer
    kind = "question" if place not in answers else "answer-right" if is_right else "answer-wrong"
    with st.container(key=f"{kind}-quiz-{number}"):
        st.markdown(f"**{number + 1}. {question.text}**")
        if question.facts:
            st.markdown(" · ".join(f"{_(name)}: **{text}**" for name, text in question.facts.items()))
        options = [option.text for option in question.options]
        answered = place in answers
        # Translators: a heading for screen readers: the answers to choose from
        st.radio(_("Answer"), options, index=None, horizontal=True, label_visibility="collapsed", key=key,
                 on_change=keep, disabled=answered)  # fmt: skip
        if not answered:
            return
        if is_right:
            st.markdown(
                _(":green[:material/check_circle: **Right.**] {explanation}").format(explanation=question.explanation)
            )
        else:
            remark = next(option.remark for option in question.options if option.text == answers[place])
            st.markdown(
                _(
                    ":orange[:material/cancel: **Not {given}.**] {remark} The right answer is **{answer}**."
                    " {explanation}"
                ).format(given=answers[place], remark=remark, answer=question.answer, explanation=question.explanation)
            )


def draw_others() -> None:
    """Draws other questions about the same network."""
    session().model.quiz_seed += 1


def forget(recipe: Recipe, seed: int) -> None:
    """Deletes the answers to these questions."""
    kept = {place: answer for place, answer in session().model.quiz_answers.items() if place[:2] != (recipe, seed)}
    session().model.quiz_answers = kept
