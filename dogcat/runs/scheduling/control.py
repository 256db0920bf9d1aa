"""Stops trainings, and withdraws and reorders those that wait. Each function asks whether its asker may do it.

All of it is done by files in the runs' folders, so the command line can do it while a server runs.
"""

from dogcat.common.language import N_, _
from dogcat.common.permission import Visitor, require_charge, require_owner
from dogcat.runs.followers import leave
from dogcat.runs.run import Run, RunError
from dogcat.runs.scheduling.helper_claim import helper_claim
from dogcat.runs.scheduling.queue import look_at_queue, note_first, only_leaves, queue_lock
from dogcat.runs.status import trainer_of
from dogcat.runs.store import open_run


def stop_run(run_id: str, asker: Visitor, keep_best: bool = False) -> None:
    """Withdraws a waiting run, or stops a training after its current step. An ended run stays as it is.

    If others follow the run, the asker only leaves it. A visitor in charge stops it for all.

    Args:
        run_id: id of the run.
        asker: who follows the run, or is in charge.
        keep_best: whether the best epoch's model becomes the run's model.

    Raises:
        RunError: there is no such run.
        NotAllowedError: the asker may not stop it, and it waits or is in training.
    """
    with queue_lock():  # so that no runner starts it meanwhile
        run = open_run(run_id)
        status = run.status()
        if not status.is_active:
            return
        _require_right(run, asker)
        if only_leaves(run, asker):
            leave(run, asker.token)
        elif status.state == "queued":
            _withdraw(run, asker)
        else:
            run.request_stop(keep_best)


def end_run(run_id: str, asker: Visitor) -> None:
    """Kills the process of a training that does not stop. The epochs that it has completed are kept.

    Raises:
        RunError: there is no such run, no process trains it, or the process is not certain to be its trainer.
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Only the teacher can end a training at once. Ask your teacher."))
    with queue_lock():
        run = open_run(run_id)
        is_busy = run.status().is_busy
        trainer = trainer_of(run.folder) if is_busy else None
        if trainer:
            trainer.kill()
        elif not (is_busy and helper_claim(run.folder)):  # a helper is told by the runner, which sees that it has ended
            raise RunError(_("No process of this computer trains run {run}.").format(run=run.id))
        run.append("stopped", message=N_("Your teacher ended it at once. Every completed epoch was kept."))


def withdraw_run(run_id: str, asker: Visitor) -> None:
    """Takes a waiting run out of the queue; if others follow it, it only takes it off the asker's list.

    Raises:
        RunError: there is no such run, or it does not wait.
        NotAllowedError: the asker may not withdraw it.
    """
    with queue_lock():
        run = _waiting(run_id)
        _require_right(run, asker)
        if only_leaves(run, asker):
            leave(run, asker.token)
        else:
            _withdraw(run, asker)


def empty_queue(asker: Visitor, owner: str | None = None) -> int:
    """Takes all waiting runs out of the queue and returns their number.

    Args:
        asker: who is in charge, or the browser that follows all these runs.
        owner: only the runs that this browser follows; it leaves those that others follow, too. None means all runs.

    Raises:
        NotAllowedError: the asker may not withdraw them.
    """
    refusal = _("Only the teacher can withdraw the trainings of others. Ask your teacher.")
    if owner is None:
        require_charge(asker, refusal)
    else:
        require_owner(asker, owner, refusal)
    with queue_lock():
        withdrawn = [run for run in look_at_queue()[0] if owner is None or owner in run.followers]
        for run in withdrawn:
            if owner and len(run.followers) > 1:
                leave(run, owner)
            else:
                _withdraw(run, asker)
    return len(withdrawn)


def put_first(run_id: str, asker: Visitor) -> None:
    """Makes a waiting run the next one that starts, before others that were put first earlier.

    Raises:
        RunError: there is no such run, or it does not wait.
        NotAllowedError: the asker is not in charge.
    """
    require_charge(asker, _("Only the teacher can change the order of the queue. Ask your teacher."))
    with queue_lock():
        note_first(_waiting(run_id))


def _waiting(run_id: str) -> Run:
    run = open_run(run_id)
    status = run.status()
    if status.state != "queued":
        raise RunError(_("Run {run} does not wait: it is {state}.").format(run=run.id, state=status.words))
    return run


def _require_right(run: Run, asker: Visitor) -> None:
    refusal = _(
        "Run {run} was started in another browser. Only people who started or joined it, or the teacher, can stop it."
        " Wait until it has ended; your own runs take turns with it."
    )
    require_owner(asker, run.followers, refusal.format(run=run.id))


def _withdraw(run: Run, asker: Visitor) -> None:
    is_own = asker.token in run.followers
    message = N_("Withdrawn before it started.") if is_own else N_("Your teacher withdrew it before it started.")
    run.append("stopped", message=message)
