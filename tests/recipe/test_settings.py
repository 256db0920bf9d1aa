"""A class's settings: where they come from, and that whatever is wrong with them is named by its key."""

import re
import unicodedata
from pathlib import Path

import pytest

from dogcat.common import language
from dogcat.recipe.settings import Settings, SettingsError, describe, read_settings, settings, settings_file


def write(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "dogcat.toml").write_text(text, encoding="utf-8")


def test_without_a_file_all_is_as_it_comes(home: Path) -> None:
    assert settings() == Settings()
    assert describe(settings()) == {}


def test_the_file_in_the_home_folder_counts(home: Path) -> None:
    write(home, 'language = "ko"\nrecipes = ["quick-baseline"]\nmax_epochs = 30\nis_test_sealed = false\n')
    found = settings()
    assert (found.language, found.recipes, found.max_epochs, found.is_test_sealed) == (
        "ko",
        ("quick-baseline",),
        30,
        False,
    )
    assert found.max_runs == 1
    write(home, "max_epochs = 40\n")
    assert settings().max_epochs == 40, "a change needs no new start"


def test_a_named_file_comes_before_it(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, "max_epochs = 30\n")
    other = tmp_path / "other.toml"
    other.write_text("max_epochs = 50\n")
    monkeypatch.setenv("DOGCAT_SETTINGS", str(other))
    assert settings().max_epochs == 50
    other.unlink()
    with pytest.raises(SettingsError, match="no such file"):
        settings_file()


def test_variables_come_before_files(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, "max_runs = 2\nallows_own_models = true\n")
    monkeypatch.setenv("DOGCAT_MAX_RUNS", "3")
    monkeypatch.setenv("DOGCAT_ALLOWS_OWN_MODELS", "no")
    monkeypatch.setenv("DOGCAT_PICTURE_SETS", "drawn, photos")
    found = settings()
    assert (found.max_runs, found.allows_own_models, found.picture_sets) == (3, False, ("drawn", "photos"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("max_epoch = 3", r"'max_epoch', which is no setting\. Did you mean max_epochs\?"),
        ("colour = 3", r"'colour', which is no setting\. Known settings: language"),
        ("max_epochs = -1", r"max_epochs is -1 .*dogcat\.toml\. Expected: a whole number from 0 to 1,000"),
        ("max_epochs = true", "max_epochs is True"),
        ('max_runs = "two"', "max_runs is 'two'"),
        ("max_runs = 65", "max_runs is 65"),
        ('recipes = ["slow"]', "a list with some of quick-baseline"),
        ("recipes = []", "a list with some of"),
        ("picture_sets = [1]", "picture_sets is .* a list of texts"),
        ('language = "xx"', "one of en, ko"),
        ("class_code = 7", "a text in quotes"),
        ("is_test_sealed = 1", "true or false"),
        ("max_runs = = 1", r"dogcat\.toml, line 1, is not TOML \(Invalid value .*Expected: lines such as max_runs = 1"),
        ("max_runs = 1\nlanguage = “ko”\n", r"dogcat\.toml, line 2, .* straight quotation marks"),
        ("max_runs = 1\n\nrecipes = [", r"dogcat\.toml, line 3, "),
    ],
)
def test_each_fault_names_its_key_or_line_and_the_app_goes_on(home: Path, text: str, words: str) -> None:
    write(home, f"max_minutes = 7\n{text}" if "line" not in words else text)
    found, faults = read_settings()
    assert re.search(words, faults[0])
    assert len(faults) == 2
    if "class_code" in text:
        assert found.is_closed
        assert faults[1] == "Nobody can enter until this is fixed, because the file may set a class code."
    else:
        assert faults[1] == "Until this is fixed, the app goes on without what it cannot read."
        assert found == (Settings() if "line" in words else Settings(max_minutes=7))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
def test_a_file_saved_by_windows_is_read(home: Path, encoding: str) -> None:
    home.mkdir()
    text = '# 우리 반\r\nclass_code = "야옹"\r\nmax_epochs = 20\r\n'
    (home / "dogcat.toml").write_bytes(text.encode(encoding))
    assert read_settings() == (Settings(class_code="야옹", max_epochs=20), [])


@pytest.mark.parametrize(
    "text",
    [
        'class_code = "cats',
        "class_code = cats",
        "max_runs = = 1\nclass_code = “cats”",
        'max_runs = 2 class_code = "cats"',
        'clas_code = "cats"',
        'password = "cats"',
        '[school]\nclass_code = "cats"',
        'classcode: "cats"',
        "class_code = 1234",
        "class_code =",
    ],
)
def test_a_class_code_that_cannot_be_read_opens_nothing(home: Path, text: str) -> None:
    write(home, text)
    found, faults = read_settings()
    assert found.is_closed
    assert faults
    assert not any(found.lets_in(word) for word in ("", "cats", "“cats”", "1234", "7"))
    assert "cats" not in " ".join(faults), "the code is told to nobody"


@pytest.mark.parametrize("data", ['class_code = "é"'.encode("latin-1"), 'class_code = "é'.encode("utf-16")[:-1]])
def test_a_class_code_in_an_unknown_encoding_opens_nothing(home: Path, data: bytes) -> None:
    home.mkdir()
    (home / "dogcat.toml").write_bytes(data)
    found, faults = read_settings()
    assert found.is_closed
    assert "encoding" in faults[0]


def test_lines_in_ascii_count_although_the_encoding_of_others_is_unknown(home: Path) -> None:
    home.mkdir()
    text = '# élan\nclass_code = "cats"\npicture_sets = ["café"]\nmax_epochs = 20\n'
    (home / "dogcat.toml").write_bytes(text.encode("latin-1"))
    found, faults = read_settings()
    assert found == Settings(class_code="cats", max_epochs=20)
    assert "save" in faults[0].lower()


def test_a_readable_class_code_counts_beside_a_broken_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, 'class_code = "cats"\nmax_runs = = 1\nmax_epochs = 20\n')
    assert settings() == Settings(class_code="cats", max_epochs=20)
    write(home, 'class_code = "cats\n')
    monkeypatch.setenv("DOGCAT_CLASS_CODE", "paws")
    assert settings().class_code == "paws", "the environment comes first"


def test_a_comment_is_no_class_code(home: Path) -> None:
    write(home, '# class_code = "cats"\nmax_runs = two  # the class code comes later\n')
    assert settings() == Settings()


def test_what_visitors_may_not_do_stays_closed_when_its_line_cannot_be_read(home: Path) -> None:
    write(home, "allows_imports = False\nallow_own_models = false\n")
    assert settings() == Settings(allows_imports=False, allows_own_models=False)


def test_a_file_that_is_named_and_missing_may_hold_a_class_code(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOGCAT_SETTINGS", str(home / "nowhere.toml"))
    found, faults = read_settings()
    assert found == Settings(
        class_code=found.class_code, allows_imports=False, allows_own_models=False, behind_proxy=True
    )
    assert found.is_closed
    assert "no such file" in faults[0]


@pytest.mark.parametrize(("name", "value"), [("DOGCAT_MAX_RUNS", "two"), ("DOGCAT_IS_TEST_SEALED", "maybe")])
def test_a_variable_that_cannot_be_read_is_named(
    home: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} is '{value}'"):
        settings()


def test_a_training_beyond_the_limits_is_refused() -> None:
    found = Settings(max_epochs=30, max_minutes=5)
    found.check_length(30, 300.0)
    found.check_length(30, None)
    with pytest.raises(SettingsError, match="31 epochs, but your teacher allows 30"):
        found.check_length(31, 10.0)
    with pytest.raises(SettingsError, match="about 10 minutes, but your teacher allows 5"):
        found.check_length(3, 600.0)
    Settings().check_length(1_000, 1e6)


def test_only_the_class_code_lets_in() -> None:
    found = Settings(class_code="고양이 7")
    assert found.lets_in(" 고양이 7 ")
    assert not found.lets_in("고양이")
    assert not found.lets_in("")
    assert describe(found) == {"class_code": "set"}, "it is told to nobody"


def test_an_error_is_said_in_the_reader_s_language(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", lambda: "ko")
    monkeypatch.setenv("DOGCAT_MAX_EPOCHS", "many")
    with pytest.raises(SettingsError, match=r"환경 변수 DOGCAT_MAX_EPOCHS의 값이 'many'입니다\. 쓸 수 있는 값: 정수"):
        settings()


def test_what_a_teacher_has_closed_is_not_trained() -> None:
    found = Settings(recipes=("quick-baseline",), picture_sets=("drawn",))
    found.check_choice("quick-baseline", "drawn")
    found.check_choice("custom", "drawn")
    with pytest.raises(SettingsError, match=r"the recipe baseline now\. You can choose: quick-baseline"):
        found.check_choice("baseline", "drawn")
    with pytest.raises(SettingsError, match=r"the pictures photos now\. You can choose: drawn"):
        found.check_choice("quick-baseline", "photos")
    Settings().check_choice("baseline", "photos")


def test_the_rest_of_a_training_is_called_so() -> None:
    with pytest.raises(SettingsError, match="6 epochs of this training are left, but your teacher allows 5"):
        Settings(max_epochs=5).check_length(6, None, is_continued=True)


@pytest.mark.parametrize("line", [" cat ", "ｃａｔ", "\u00a0cat"])
def test_a_class_code_lets_in_who_types_it_however_a_keyboard_writes_it(home: Path, line: str) -> None:
    write(home, f'class_code = "{line}"\n')
    for word in ("cat", " cat", line, "ｃａｔ"):
        assert settings().lets_in(word), word
    for word in ("", "ca", "cats", "Cat"):
        assert not settings().lets_in(word), word


def test_a_korean_class_code_is_the_same_in_both_forms(home: Path) -> None:
    write(home, f'class_code = "{unicodedata.normalize("NFD", "고양이")}"\n')
    assert settings().lets_in("고양이")
    assert settings().lets_in(unicodedata.normalize("NFD", "고양이"))


def test_a_class_code_of_spaces_is_none(home: Path) -> None:
    write(home, 'class_code = "  "\n')
    assert settings().class_code == ""


def test_a_proxy_is_assumed_if_its_line_cannot_be_read(home: Path) -> None:
    write(home, 'behind_proxy = "yes"\n')
    assert settings().behind_proxy
