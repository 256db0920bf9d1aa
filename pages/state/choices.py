"""What a visitor has chosen: one small dataclass a page, and one for what several pages share."""

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Literal

from dogcat.analysis.plain_network import PlainNetwork
from dogcat.augmentation.presets import AUGMENTATION_PRESETS
from dogcat.charts.comparison import HorizontalAxis
from dogcat.common.permission import Visitor
from dogcat.lesson.progress import LessonProgress
from dogcat.recipe.recipe import RECIPES, Augmentation, Recipe
from dogcat.runs.timeline import Timeline

Cell = Literal["only_second", "only_first", "both_wrong", "both_right"]  # fields of `comparison.Paired`


@dataclass
class VisitorState:
    """Who the visitor is, and how the app looks for them."""

    is_routed: bool = False  # `frame.router` has run in this tab
    language: str | None = None  # None until `frame.language` has chosen one
    is_teacher: bool = False  # has entered the teacher password
    tried_word: str = ""  # the last try of the teacher password; a rerun does not count again
    presents: bool = False  # the presenter's view
    reader: Visitor | None = None  # as of the last run of the page, see `frame.asker.note_reader`


@dataclass
class LessonState:
    """Where the visitor stands in the lesson."""

    progress: LessonProgress | None = None  # None until the browser has sent it, see `frame.progress_keeper`
    token: str = field(default_factory=lambda: token_hex(4))  # by which a browser knows that it answers this tab
    is_merged: bool = False  # the progress holds what the browser had kept
    was_drawn: bool = False  # a script run of this tab has begun to draw a page
    was_held: bool = False  # the page waits for the progress, or has waited
    wanted_step: str | None = None  # asked for and not opened yet
    shown_step: str | None = None  # shown last
    read_step: str | None = None  # that the address named in the last script run
    is_followed: bool = False  # the browser keeps one entry in its history for a page, see `frame.page_changes`
    entered_step: str | None = None  # for which the recipe was chosen
    asks_below: bool = False  # the question stands below the page, because a training runs on it
    num_kept_answers: int = 0  # of the quiz and the game, when `deeds.keep_deeds` looked last


@dataclass
class PicturesState:
    """The picture set and how it is looked at; the Pictures page."""

    set_name: str | None = None  # name of the chosen picture set
    split: str = "train"
    import_notes: list[str] = field(default_factory=list)  # what the last import left out, shown once
    new_set: str | None = None  # name of the set that was imported last
    made_from: str = ""  # what that set was imported from
    wanted_view: str | None = None  # the view to open in the next script run
    shown_class: str = "both"
    order: str = "by name"
    shuffle_seed: int = 1
    gallery_page: int = 1
    shows_names: bool = False  # and with them the class
    marked: dict[str, list[str]] = field(default_factory=dict)  # names of marked pictures by set, the newest last
    picture: str | None = None  # name of the picture that is open, or that goes from JPEG to tensor
    patch_row: int = 71
    patch_column: int = 71
    channel: str = "red"


@dataclass
class PictureChoiceState:
    """The picture that the Augmentation and the Model page work on."""

    augmented_source: str = "An example"
    augmented_page: int = 1
    augmented: str | None = None  # name of the picture that is changed


@dataclass
class AugmentationState:
    """The Augmentation page."""

    chosen: Augmentation = AUGMENTATION_PRESETS["tutorial"]
    former: list[Augmentation] = field(default_factory=list)  # for undo, the newest last
    address_was_read: bool = False  # a shared link's settings are taken once
    num_variants: int = 8
    dice_seed: int = 1
    doubted: set[int] = field(default_factory=set)  # numbers of the variants that are no cat or dog any more
    answers: list[tuple[float, int, int]] = field(default_factory=list)  # as `augmentation.answers_chart` takes them


@dataclass
class ModelState:
    """The Model page."""

    network: str = "baseline"  # the name of a recipe, the draft of the Train page, or the id of a run
    layer: str = "conv_1"  # that is explained
    built: dict[str, Any] = field(default_factory=dict)  # fields of the recipe that were changed; they may not fit yet
    quiz_seed: int = 1
    quiz_answers: dict[tuple[Recipe, int, int], str] = field(default_factory=dict)  # by network, seed and question
    trained_state: str = "Last epoch"  # weights of a run, a key of `explain.activations.kept_networks`
    mapped_layer: str = "conv_1"
    shows_all_maps: bool = False
    seen_maps: set[str] = field(default_factory=set)  # states of a network whose maps have been on the screen
    hand_filter: int = 1
    hand_row: int = 70
    hand_column: int = 70
    num_places_chosen: int = 0  # of the convolution by hand, by the visitor
    num_dropout_presses: int = 0
    normalized_map: int = 1  # counted from 1
    block: str = "stage_1_block_1"  # that is opened


@dataclass
class DraftState:
    """The recipe of the next training; several pages change it."""

    recipe: str = "quick-baseline"  # the one to start from
    changed: Recipe = field(default_factory=lambda: RECIPES["quick-baseline"])  # except its augmentation
    number: int = 0  # counts the recipes that were taken to start from
    refused: str = ""  # why the last change was not taken
    draft_augmentation: str = "none"  # or another of `recipe_draft.AUGMENTATIONS`
    shows_choices: bool = True  # the whole form of a new training, not only its button
    shows_further: bool = False  # the ingredients beyond the lesson's


@dataclass
class PlayedState:
    """Curves that are played epoch by epoch."""

    played: int | None = None  # epoch up to which the curves are shown; None is all of them
    is_playing: bool = False
    speed: int = 2  # epochs a tick


@dataclass
class ReplayState(PlayedState):
    """An ended training that is played from its start."""

    run_id: str = ""  # empty: none is


@dataclass
class FirstLayerState:
    """The first layer of a run, over its epochs."""

    layer_epoch: int | None = None  # the epoch that is shown; None is the newest
    averaged_momentum: float = 0.7  # of the averages of its weights


@dataclass
class TrainState:
    """The Train page: a training before it starts, and the run that is looked at."""

    shows_editor: bool = False
    shows_watched: bool = False
    wants_training: bool = False  # Train was pressed
    folded_for: str | None = None  # id of the run for whose curves the form was folded; None before the first look
    guess: str | None = None  # what validation accuracy will do
    watched: list[str] | None = None  # names of pictures of the set; None takes the marked or some validation pictures
    watches_marked: bool = True  # pictures that were marked on the Pictures page are watched
    own_watched: list[tuple[str, bytes]] = field(default_factory=list)  # names and files
    timelines: dict[str, Timeline] = field(default_factory=dict)  # by run id
    plain_networks: dict[str, PlainNetwork | None] = field(default_factory=dict)  # to compare with, by run id
    shows_plain: bool = True  # the plain network's curves behind those of a regularized one
    followed: list[str] = field(default_factory=list)  # own runs that are active, or have ended unseen
    ticked_runs: list[str] = field(default_factory=list)  # in the table of all runs
    deleted_runs: list[str] = field(default_factory=list)  # can be restored; the newest last
    brought_sentences: list[str] = field(default_factory=list)  # what became of a zip, to be said once


@dataclass
class ClassPhotosState:
    """The class's own test set, on the class board."""

    num_taken: int = 0  # photos of this tab; another number makes a new uploader, which shows no file
    preview: bytes | None = None  # the chosen photo as it would be kept
    marked_own: list[str] = field(default_factory=list)  # ids of one's own photos
    marked_waiting: list[str] = field(default_factory=list)  # ids of photos that the teacher may refuse
    marked_released: list[str] = field(default_factory=list)
    class_networks: str | None = None  # one of `widgets.own_or_recorded`
    class_guess_plain: int = 75  # percent
    class_guess_regularized: int = 75


@dataclass
class PretrainedState:
    """The page A pre-trained network."""

    control_guess: str | None = None  # what makes the difference, one of `control.GUESSES`
    shows_control: bool = False  # the results, after the guess
    answered_picture: str = "A picture"  # which picture the network is asked about, one of `own_answers.KINDS`
    asks_network: bool = False  # the network may be loaded


@dataclass
class PictureByPictureState:
    """Two runs that are compared picture by picture."""

    first: str | None = None  # names of the runs; None takes the pair of the page
    second: str | None = None
    lost_run: bool = False  # one of the two was deleted, and others have taken their place
    cell: Cell = "only_second"  # which of the two runs is right


@dataclass
class CompareState(PlayedState):
    """The Compare page."""

    compared_networks: str | None = None  # one of `widgets.own_or_recorded`; None takes one's own if there are any
    prediction: str | None = None  # what the cures do to the curves
    shows_cured: bool = False  # shows the curves of the cured network
    compared_axis: HorizontalAxis = "epochs"
    shows_tutorial: bool = False
    cure_guess: str | None = None
    shows_cures: bool = False
    cures_on: str | None = None  # `photos` or `drawn`; None takes the kind of the chosen set
    compared: list[str] | None = None  # names of runs; None takes the exercise's two
    smoothing: float = 0.8  # as in the book that the exercise is from
    opened_tests: list[str] = field(default_factory=list)  # names of runs whose test seal is opened


@dataclass
class LadderState:
    """The page “What practice adds”."""

    order: list[str] = field(default_factory=list)  # names of rungs, the one that is expected to add most first
    former_orders: list[list[str]] = field(default_factory=list)  # for undo, the newest last
    shows_rungs: bool = False  # the results, after the question
    rung: str = ""  # the one that is looked at


@dataclass
class BoardState:
    """The class board."""

    shows_seeds: bool = False  # the teacher's screen shows the experiment's curves before the class has guessed
