"""The commands of a class whose computers train together: `helpers invite`, `serve`, `renew`, and `join`."""

import re
from pathlib import Path
from typing import Annotated

import typer

from dogcat.cli.terminal import say, show, unwritable
from dogcat.common.typed_path import typed_path
from dogcat.helpers import certificates, helper, invitation, scheduler
from dogcat.helpers.connection import HelpersError, require_distributed
from dogcat.recipe.settings import read_settings

helpers_app = typer.Typer(no_args_is_help=True, help="Let other computers train, see docs/helpers.md.")


@helpers_app.command("invite")
def invite_command(
    out: Annotated[Path, typer.Option(metavar="FILE", parser=typed_path, help="The zip to write.")],
    days: Annotated[float, typer.Option(min=0.001, max=3650, help="For how many days it holds.")] = invitation.DAYS,
    address: Annotated[
        list[str] | None, typer.Option(help="Address of this computer for the helpers, instead of all that it has.")
    ] = None,
) -> None:
    """Write an invitation: the file that another computer needs to help. It is a secret like a password."""
    require_distributed()
    settings = read_settings()[0]
    port = settings.helpers_port
    given = [f"tls://{one}" if one.rpartition(":")[2].isdecimal() else f"tls://{one}:{port}" for one in address or ()]
    addresses = given or invitation.addresses_here(port)
    if not addresses:
        raise HelpersError("This computer has no address in a network. Connect it, or name one with --address.")
    try:
        made = invitation.invite(out, addresses, days)
    except OSError as error:
        raise unwritable(out, error) from None
    show(str(out))
    say(f"It holds until {made.until:%Y-%m-%d %H:%M} UTC, for as many computers as you give it to.")
    say(f"They connect to {', '.join(addresses)}.")
    say("It is a secret: with it, any program can be run on this computer and on each helper. Delete it after use.")
    say("To withdraw all invitations: python -m dogcat helpers renew")
    if not settings.helpers:
        say("The app does not let anybody help yet: write helpers = true into dogcat.toml, and start the app again.")


@helpers_app.command("renew")
def renew_command() -> None:
    """Make new certificates. All invitations end, and all helpers are cut off."""
    require_distributed()
    certificates.withdraw_all()
    certificates.own_credentials()
    scheduler.stop_scheduler()  # the last step, so that the app starts the next one with the new certificates
    say("No invitation holds any more. Write a new one with: python -m dogcat helpers invite --out join.zip")


@helpers_app.command("serve")
def serve_command(
    port: Annotated[int | None, typer.Option(help="Where to listen, instead of helpers_port of the settings.")] = None,
) -> None:
    """Be the scheduler that helpers and the app connect to; the app starts this by itself, and finds it again."""
    scheduler.serve(port or read_settings()[0].helpers_port)


def join_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=typed_path, help="The invitation.")],
    name: Annotated[str, typer.Option(help="Name of this computer for the class, instead of its own.")] = "",
    ports: Annotated[str, typer.Option(help="Port, or range of ports, where this computer listens.")] = helper.PORTS,
) -> None:
    """Help: train what an app of the room sends. Ctrl-C leaves after the present training, twice at once."""
    if not re.fullmatch(r"\d{1,5}(:\d{1,5})?", ports):
        raise HelpersError("--ports takes a port or a range of ports, such as 8788 or 8788:8887.")
    helper.join(file, say, name, ports)
