"""The way in, for `vidkit` and for `python -m vidkit`: answers Ctrl-C before anything is imported that takes time."""

import os

INTERRUPTED = 130


def main() -> None:
    """The program."""
    try:
        from vidkit.cli.main import run
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)  # nothing had begun
    run()


if __name__ == "__main__":
    main()
