"""`vidkit template`: the kinds of reels there are, and what each asks to be told."""

from typing import TYPE_CHECKING, Annotated

import typer

from vidkit.cli import asking
from vidkit.cli.commands import Command, Group
from vidkit.cli.failure import ending
from vidkit.i18n import gettext as _
from vidkit.i18n import ngettext

if TYPE_CHECKING:
    from vidkit.brand.templates.template import Template

app = typer.Typer(
    cls=Group, help=_("Show the kinds of reels there are, and what each asks to be told."), no_args_is_help=True
)

Named = Annotated[
    str,
    typer.Argument(
        metavar=_("TEMPLATE"),
        show_default=False,
        help=_("A template that came with vidkit, or the path of a TOML file."),
    ),
]


@app.command("list", cls=Command, help=_("Show which templates there are."))
@ending
def list_(json: asking.Json = False) -> None:
    """Look, tell."""
    from vidkit.brand.templates.template import load_template, template_names

    templates = [load_template(name) for name in template_names()]
    if json:
        print(_as_json([{"template": each.slug, "about": each.about, "file": each.source} for each in templates]))
        return
    width = max(len(each.slug) for each in templates)
    for each in templates:
        print(f"{each.slug:<{width}}  {each.about}")
    print()
    print(_("What one asks to be told: {command}").format(command="vidkit template show NAME"))


@app.command("show", cls=Command, help=_("Show what a template asks to be told, with a command to copy."))
@ending
def show(template: Named, json: asking.Json = False) -> None:
    """Read, tell."""
    from vidkit.brand.templates.template import load_template

    found = load_template(template)
    if json:
        print(_as_json(_content(found)))
        return
    print(f"{found.slug}: {found.about}")
    for key, field in found.fields.items():
        print()
        print(f"  {key}: {field.label} ({', '.join(_terms(found, key))})")
        print(f"      {field.help}")
        for example in field.examples:
            print(f"      “{example}”")
    print()
    print(_("A command to copy:"))
    print(_command(found, template))
    print()
    print(_("In a week file:"))
    print(f'template = "{found.slug if template == found.slug else template}"')
    print("fields = { " + ", ".join(_in_week_file(found)) + " }")


def _terms(template: "Template", key: str) -> list[str]:
    """What is asked of a field, in words."""
    field = template.fields[key]
    if key in template.one_of:
        need = _("at least one of these is needed")
    else:
        need = _("needed") if field.required else _("may be left out")
    longest = _("at most {count} characters").format(count=field.longest)
    times = ngettext("once", "up to {count} times", field.most).format(count=field.most)
    return [need, longest, *([times] if field.most > 1 else [])]


def _command(template: "Template", named: str) -> str:
    from vidkit.brand.templates.fields import on_the_command_line

    options = [on_the_command_line(key, text) for key, field in template.fields.items() for text in field.examples]
    return " ".join(("vidkit reel", _("clip.mov"), "--template", named, *options))


def _in_week_file(template: "Template") -> list[str]:
    from vidkit.brand.templates.fields import in_toml

    return [f"{key} = {in_toml(field)}" for key, field in template.fields.items()]


def _content(template: "Template") -> dict[str, object]:
    return {
        "template": template.slug,
        "about": template.about,
        "file": template.source,
        "fields": [
            {
                "key": key,
                "label": field.label,
                "help": field.help,
                "examples": field.examples,
                "required": field.required,
                "one_of": key in template.one_of,
                "longest": field.longest,
                "most": field.most,
            }
            for key, field in template.fields.items()
        ],
    }


def _as_json(content: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
