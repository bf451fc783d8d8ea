"""Typer's commands, in the reader's language: the words of a help page that Typer itself writes in English only.

What Typer does ask gettext for (“Options”, “[default: …]”) is in our catalogue already and is not repeated here.
"""

from typing import TYPE_CHECKING, cast

from typer.core import TyperArgument, TyperCommand, TyperGroup

from vidkit.errors import UsageError
from vidkit.i18n import gettext as _

if TYPE_CHECKING:
    from typer._click.core import Command as AnyCommand
    from typer._click.core import Context, Parameter
    from typer._click.formatting import HelpFormatter
    from typer.core import TyperOption


class Command(TyperCommand):
    """One command, such as `vidkit reel`."""

    def __init__(self, *args: object, **settings: object) -> None:
        super().__init__(*args, **settings)  # type: ignore[arg-type]
        self.options_metavar = _("[OPTIONS]")

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """The line that begins with “Usage:”."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _("Usage: "))

    def get_params(self, ctx: "Context") -> "list[Parameter]":
        """The options and arguments, Typer's own among them."""
        return _reworded(super().get_params(ctx))

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read the command line.

        Raises:
            UsageError: there is more on it than the command takes.
        """
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageError(_("“{text}” was not expected there.").format(text=" ".join(rest)), see_help(ctx))
        return rest


class Group(TyperGroup):
    """The command that holds the others: `vidkit`."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]
        self.options_metavar = _("[OPTIONS]")
        self.subcommand_metavar = _("COMMAND [ARGS]...")

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """The line that begins with “Usage:”."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _("Usage: "))

    def get_params(self, ctx: "Context") -> "list[Parameter]":
        """The options and arguments, Typer's own among them."""
        return _reworded(super().get_params(ctx))

    def resolve_command(self, ctx: "Context", args: list[str]) -> tuple[str | None, "AnyCommand | None", list[str]]:
        """The command that `args` begin with.

        Raises:
            UsageError: there is none of that name.
        """
        name = args[0]
        if not ctx.resilient_parsing and not name.startswith("-") and self.get_command(ctx, name) is None:
            known = ", ".join(self.list_commands(ctx))
            raise UsageError(
                _("There is no command “{name}”.").format(name=name),
                _("The commands are: {names}.").format(names=known),
            )
        return super().resolve_command(ctx, args)


def see_help(ctx: "Context | None") -> str:
    """Where a person reads how the command is used; the whole program where Typer does not say which command it was."""
    path = ctx.command_path if ctx is not None else "vidkit"
    return _("Read how it is used: {command}").format(command=f"{path} --help")


def _reworded(parameters: "list[Parameter]") -> "list[Parameter]":
    own = {
        "--help": _("Show this help and exit."),
        "--install-completion": _("Let the Tab key finish what you type, in the terminal you use now."),
        "--show-completion": _("Print what --install-completion would install."),
    }
    for parameter in parameters:
        if isinstance(parameter, TyperArgument):
            parameter.display_type_rich = _typeless  # type: ignore[method-assign]
        else:
            option = cast("TyperOption", parameter)  # older Typer's --help is Click's own
            option.help = next((own[name] for name in option.opts if name in own), option.help)
            if option.is_flag or option.opts[-1] in own:
                option.metavar = ""  # “<bool>” says nothing to those who only write the option
    return parameters


def _typeless(ctx: "Context") -> str | None:  # noqa: ARG001 - Typer's signature
    """No “<list[Path]>” beside an argument: its name and its help say what it is."""
    return None
