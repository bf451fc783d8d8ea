"""What Typer says when it cannot make sense of a command line, in our words: Typer's own are English only.

Typer has no public names for these faults, so they are told apart by what their classes are called.
"""

from collections.abc import Iterable

from vidkit.cli.commands import see_help
from vidkit.i18n import gettext as _


def in_words(fault: BaseException) -> tuple[str, str]:
    """The message and the hint for a fault of use that Typer found."""
    context = getattr(fault, "ctx", None)
    hint = see_help(context) if context is not None else ""
    match type(fault).__name__:
        case "NoSuchOption":
            near = sorted(getattr(fault, "possibilities", None) or ())
            message = _("There is no option {option}.").format(option=getattr(fault, "option_name", ""))
            return message, _("Did you mean {names}?").format(names=", ".join(near)) if near else hint
        case "BadOptionUsage":
            option = getattr(fault, "option_name", "")
            if _takes_value(option, context):
                return _("Something has to follow the option {option}.").format(option=option), hint
            return _("The option {option} stands alone, without a value.").format(option=option), hint
        case "MissingParameter":
            return _("{name} is missing.").format(name=_name(fault)), hint
        case "BadParameter":
            choices = _choices(fault)
            if choices:
                message = _("What was given for {name} cannot be used.").format(name=_name(fault))
                return message, _("Choose one of: {names}.").format(names=", ".join(choices))
            reason = getattr(fault, "message", "")
            return _("What was given for {name} cannot be used: {reason}").format(name=_name(fault), reason=reason), hint
        case _:
            return str(getattr(fault, "message", fault)), hint


def _name(fault: BaseException) -> str:
    """The option, or what an argument is called in the help."""
    parameter = getattr(fault, "param", None)
    options = [name for name in getattr(parameter, "opts", ()) if name.startswith("-")]
    return max(options, key=len) if options else str(getattr(parameter, "metavar", None) or "")


def _takes_value(option: str, context: object) -> bool:
    command = getattr(context, "command", None)
    return any(
        option in parameter.opts and not getattr(parameter, "is_flag", False)
        for parameter in getattr(command, "params", ())
    )


def _choices(fault: BaseException) -> list[str]:
    parameter = getattr(fault, "param", None)
    described = getattr(parameter, "type_descriptor", None) or getattr(parameter, "type", None)
    choices: Iterable[object] = getattr(described, "choices", None) or ()
    return [str(getattr(choice, "value", choice)) for choice in choices]
