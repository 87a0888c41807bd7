"""The command that has a shell complete the others."""

import click
from click.shell_completion import get_completion_class

from tools.desk.group import desk


@desk.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print what has a SHELL complete commands and options.

    For bash: eval "$(desk completion bash)".
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    click.echo(kind(desk, {}, "desk", "_DESK_COMPLETE").source())
