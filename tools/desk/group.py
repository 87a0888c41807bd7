"""The one command, `desk`, that all others belong to."""

import click


class Sectioned(click.Group):
    """Lists its commands under what they are about, as `sections` says, each in a sentence."""

    sections: dict[str, tuple[str, ...]]

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the sections."""
        return [name for names in self.sections.values() for name in names]

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, in full."""
        for title, names in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name, self._sentence(name)) for name in names])

    def _sentence(self, name: str) -> str:
        return (self.commands[name].help or "").partition("\n\n")[0].replace("\n", " ")


@click.group(cls=Sectioned, context_settings={"help_option_names": ["-h", "--help"]})
def desk() -> None:
    """Do the shop's work from a terminal.

    It speaks to the shop that `make run` serves; --stack and --region (or DESK_STACK and
    DESK_REGION) name one on AWS, which is reached with your own credentials. The same command again
    does nothing twice. Every command takes --json; exit code 0 says done, 1 refused, 2 wrongly
    asked or no shop there.
    """
