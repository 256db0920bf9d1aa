"""A learner's lesson as one HTML page to print, keep or hand in: result, what to remember, answers, words.

The page needs no other file and no network. It shows a `LessonOutcome`, as the page “What you did” does.
"""

from collections.abc import Sequence
from datetime import datetime, timezone
from html import escape

from dogcat.common.language import _
from dogcat.common.storage import ASSETS_DIR
from dogcat.export.curves_svg import STYLE as CURVES_STYLE
from dogcat.export.curves_svg import curves_svg
from dogcat.export.followed_html import STYLE as FOLLOWED_STYLE
from dogcat.export.followed_html import followed_html
from dogcat.export.html import document, inline
from dogcat.lesson.outcome import Answered, LessonOutcome, StepOutcome
from dogcat.lesson.trained import ABOUT_CURVES, Trained, figures_of, followed_words, last_epoch

_STYLE = """
:root { color-scheme: light dark; --quiet: #55565c; --line: #d9dadd; --right: #00694c; --wrong: #a84300; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; padding: 0 1.1rem 2rem; color: #1b1b1b;
  background: #fff; overflow-wrap: anywhere; }
header { display: flex; gap: 0.9rem; align-items: center; margin: 1.2rem 0 1.6rem; }
header svg { width: 3.4rem; flex: none; }
h1 { font-size: 1.6rem; line-height: 1.2; } header p, .small { color: var(--quiet); font-size: 0.9rem; margin: 0; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; } h3 { font-size: 1rem; margin: 0 0 0.2rem; }
.headline { font-size: 1.45rem; line-height: 1.35; font-weight: 600; margin: 0 0 0.5rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 1.6rem; margin: 1rem 0; }
.pair > div { display: flex; flex-direction: column; justify-content: space-between; break-inside: avoid; }
.pair figure { width: auto; display: block; }
figcaption { font-weight: 400; font-size: 0.9rem; color: var(--quiet); }
ul { padding-left: 1.2rem; margin: 0; } li { margin: 0.3rem 0; }
.step { border-left: 4px solid var(--line); padding: 0.1rem 0 0.1rem 0.9rem; margin: 0.9rem 0; break-inside: avoid; }
.step.right { border-color: var(--right); } .step.wrong { border-color: var(--wrong); }
.step p { margin: 0.15rem 0; } .step p.ask { margin-top: 0.5rem; } .said { font-weight: 600; }
.said.right { color: var(--right); }
.said.wrong { color: var(--wrong); } dt { font-weight: 600; margin-top: 0.5rem; } dd { margin: 0; }
@media (max-width: 640px) { .pair { grid-template-columns: 1fr; } .headline { font-size: 1.2rem; } }
@media screen and (prefers-color-scheme: dark) {
  :root { --quiet: #b4b7bd; --line: #45474d; --right: #4fd1ac; --wrong: #ffa05c; }
  body { background: #171614; color: #f1f1f1; }
}
@media print { :root { color-scheme: light; } body { font-size: 10pt; padding: 0; } .headline { font-size: 14pt; }
  h2 { margin-top: 1.1rem; } header { margin-top: 0; } }
"""


def lesson_report(outcome: LessonOutcome, name: str = "") -> str:
    """Return the page as a whole HTML document. Text of a learner is escaped.

    Args:
        outcome: what the lesson ended with; the current language is the outcome's.
        name: the learner's name, shown below the title; empty for none.
    """
    title = _("My lesson on overfitting")
    parts = [
        _header(title, name, outcome),
        "<main>",
        _result(outcome),
        _remember((*outcome.steps, *outcome.further)),
        _section(_("Your guesses and the results"), [_step(step) for step in outcome.steps]),
        _section(_("Further steps"), [_step(step) for step in outcome.further]),
        _judged(outcome),
        _words(outcome),
        "</main>",
    ]
    return document(title, parts, outcome.language, style=CURVES_STYLE + FOLLOWED_STYLE + _STYLE)


def _header(title: str, name: str, outcome: LessonOutcome) -> str:
    day = f"{datetime.now(timezone.utc).astimezone():%Y-%m-%d}"
    num_right, num_answered = outcome.score
    told = [_("Made with dogcat on {day}.").format(day=day)]
    told.append(
        _("{num_done} of {num_steps} steps done.").format(num_done=outcome.num_done, num_steps=len(outcome.steps))
    )
    if num_answered:
        told.append(
            _("{num_right} of {num} answers right at the first attempt.").format(num_right=num_right, num=num_answered)
        )
    logo = (ASSETS_DIR / "logo.svg").read_text(encoding="utf-8")
    by = f"<p><strong>{escape(name)}</strong></p>" if name else ""
    return f"<header>{logo}<div><h1>{escape(title)}</h1>{by}<p>{escape(' '.join(told))}</p></div></header>"


def _section(title: str, parts: Sequence[str]) -> str:
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>" if any(parts) else ""


def _result(outcome: LessonOutcome) -> str:
    found = outcome.trained
    parts = [f'<p class="headline">{escape(found.headline)}</p>']
    parts += [f"<p>{escape(words)}</p>" for words in (*found.remarks, found.call) if words]
    parts.append(_pair(found.own, "own"))
    if found.own or found.recorded:
        parts.append(f'<p class="small">{escape(_(ABOUT_CURVES))}</p>')
    if found.followed:
        parts.append(f"<h2>{escape(_('The pictures that you followed'))}</h2>")
        parts.append(f'<p class="small">{escape(followed_words(found))}</p>{followed_html(found.followed)}')
    if found.recorded:
        parts.append(f"<h2>{escape(_('Recorded on the real photos'))}</h2>{_pair(found.recorded, 'recorded')}")
    return f"<section>{''.join(parts)}</section>"


def _pair(trainings: Sequence[Trained], name: str) -> str:
    end = last_epoch(trainings)
    drawn = [
        f"<div><h3>{escape(each.heading)}</h3><figure>{curves_svg(each, end, f'{name}-{each.kind}')}"
        f"<figcaption>{escape(figures_of(each))}</figcaption></figure></div>"
        for each in trainings
    ]
    return f'<div class="pair">{"".join(drawn)}</div>' if drawn else ""


def _remember(steps: Sequence[StepOutcome]) -> str:
    lines = "".join(f"<li>{inline(step.learned)}</li>" for step in steps)
    # Translators: a heading above what to remember
    return _section(_("Remember"), [f"<ul>{lines}</ul>"])


def _step(step: StepOutcome) -> str:
    if not (step.guess or step.check):
        css, said = "", f'<p class="small">{escape(_("Not answered."))}</p>'
    else:
        css = " right" if step.is_right else " wrong"
        # Translators: a heading: what the learner guessed; a noun
        said = _answered(_("Guess"), step.guess) + _answered(_("Check question"), step.check)
    return f'<div class="step{css}"><h3>{step.number}. {escape(step.title)}</h3>{said}</div>'


def _answered(kind: str, answered: Answered | None) -> str:
    if answered is None:
        return ""
    lines = [f'<p class="ask">{escape(kind)}: {inline(answered.question)}</p>']
    for given in answered.given:
        is_right = given == answered.right
        lines.append(
            f'<p class="said {"right" if is_right else "wrong"}">{"✓" if is_right else "✗"} {inline(given)}</p>'
        )
    if answered.given[-1] != answered.right:
        right = f"<strong>{inline(answered.right)}</strong>"
        lines.append(f"<p>{escape(answered.right_words).format(answer=right)}</p>")
    if not answered.is_right:
        lines.append(f'<p class="small">{inline(answered.why)}</p>')
    return "".join(lines)


def _judged(outcome: LessonOutcome) -> str:
    rows = [f"<dt>{escape(each.topic)}</dt><dd>{escape(each.words)}</dd>" for each in outcome.judged]
    return _section(_("Your other guesses"), [f"<dl>{''.join(rows)}</dl>"] if rows else [])


def _words(outcome: LessonOutcome) -> str:
    rows = [f"<dt>{escape(term.title)}</dt><dd>{inline(term.text)}</dd>" for term in outcome.terms]
    return _section(_("Terms"), [f"<dl>{''.join(rows)}</dl>"])
