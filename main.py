"""smmdesk: with a command it works in the terminal, without one it opens the window."""

import sys


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--decoder"]:
        from smmdesk.system import decoder

        return decoder.main()
    from smmdesk.cli import is_command, run

    if is_command(arguments):
        return run(arguments)
    from ui.app import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
