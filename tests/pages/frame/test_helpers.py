"""The teacher sees the helpers and decides about them; a learner sees where a training runs."""

import pytest
from streamlit.testing.v1 import AppTest

from dogcat.helpers.roster import read_roster
from dogcat.helpers.sightings import HelperInfo
from dogcat.recipe.recipe import Recipe
from dogcat.runs.run import create_run
from dogcat.runs.scheduling.helper_claim import HelperClaim, write_helper_claim
from pages.frame import helpers
from tests.pages.helpers import open_page, texts


class FakeFleet:
    """Two helpers, of which one trains; the other has come back while its former connection lingers."""

    def __init__(self, run_id: str) -> None:
        self.sent_away: list[str] = []
        self._infos = [
            HelperInfo(
                "1", "a", "lab-07", "Linux, 4 × CPU", run_id, 0.5, is_drained=False, is_ready=True, has_same_code=True
            ),
            *(
                HelperInfo(
                    "2",
                    name,
                    "lab-08",
                    "macOS, 8 × CPU",
                    None,
                    75.0,
                    is_drained=True,
                    is_ready=True,
                    has_same_code=True,
                )
                for name in ("b", "c")
            ),
        ]

    def helpers(self) -> list[HelperInfo]:
        return self._infos

    def send_away(self, _asker: object, helper_id: str) -> None:
        self.sent_away.append(helper_id)


def test_who_is_in_charge_sees_and_changes_the_helpers(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    run = create_run(Recipe(), "pets", owner="somebody")
    write_helper_claim(run.folder, HelperClaim("lab-07", "1", "lab-07-x", 0))
    found = FakeFleet(run.id)
    monkeypatch.setattr(helpers, "fleet", lambda: found)
    monkeypatch.setattr("pages.state.resources.LocalRunner._put_back", lambda *_: None)
    page = open_page(app, "train")
    page.session_state["show"] = "All runs"
    with monkeypatch.context() as guest:
        guest.setattr("pages.frame.teacher.sits_at_the_server", lambda: False)
        page.run()
        assert not [button for button in page.button if button.label == "Send away"]
    page.run()
    assert not page.exception
    assert "Helpers: 3" in [one.label for one in page.expander]
    shown = texts(page.markdown)
    assert "lab-07" in shown
    assert "trains" in shown
    assert "not heard for" in shown
    assert "on lab-07" in shown, "in the list of active trainings, too"
    page.button(key="helper-drain-a").click().run()
    page.text_input(key="helper-name-a").set_value("by the window").run()
    page.button(key="helper-rename-a").click().run()
    assert not page.exception
    entry = read_roster()["1"]
    assert (entry.is_drained, entry.name) == (True, "by the window")
    page.button(key="helper-away-c").click().run()
    assert found.sent_away == ["2"]
