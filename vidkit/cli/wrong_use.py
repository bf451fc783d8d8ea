"""What Typer says when it cannot make sense of a command line, in our words: Typer's own are English only.

Typer has no public names for these faults, so they are told apart by what their classes are called.
"""

from collections.abc import Iterable

from vidkit.cli.commands import see_help
from vidkit.i18n import gettext as _


def in_words(fault: BaseException) -> tuple[str, str]:
    """The message and the hint for a fault of use that Typer found."""
    return _message(fault), _hint(fault)


def _message(fault: BaseException) -> str:
    said = str(getattr(fault, "message", fault))
    option = getattr(fault, "option_name", "")
    match type(fault).__name__:
        case "NoSuchOption":
            return _("There is no option {option}.").format(option=option)
        case "BadOptionUsage" if "requires" in said:
            return _("Something has to follow the option {option}.").format(option=option)
        case "BadOptionUsage":
            return _("The option {option} stands alone, without a value.").format(option=option)
        case "MissingParameter":
            return _("{name} is missing.").format(name=_name(fault))
        case "BadParameter":
            return _("What was given for {name} cannot be used.").format(name=_name(fault))
        case _:
            return said


def _hint(fault: BaseException) -> str:
    near = sorted(getattr(fault, "possibilities", None) or ())
    if near:
        return _("Did you mean {names}?").format(names=", ".join(near))
    choices = _choices(fault)
    if choices:
        return _("Choose one of: {names}.").format(names=", ".join(choices))
    return see_help(getattr(fault, "ctx", None))


def _name(fault: BaseException) -> str:
    """The option, or what an argument is called in the help."""
    parameter = getattr(fault, "param", None)
    options = [name for name in getattr(parameter, "opts", ()) if name.startswith("-")]
    return max(options, key=len) if options else str(getattr(parameter, "metavar", None) or "")


def _choices(fault: BaseException) -> list[str]:
    parameter = getattr(fault, "param", None)
    described = getattr(parameter, "type_descriptor", None) or getattr(parameter, "type", None)
    choices: Iterable[object] = getattr(described, "choices", None) or ()
    return [str(getattr(choice, "value", choice)) for choice in choices]
