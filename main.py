"""smmdesk: with a command it works in the terminal, without one it opens the window."""

import gc
import sys


def main(arguments: list[str]) -> int:
    if arguments == ["--decoder"]:  # the process that opens pictures; only this program starts it
        from smmdesk.system import decoder

        return decoder.main()
    if arguments == ["--speller"]:  # the process that knows how words are written
        from smmdesk.system import speller

        return speller.main()
    from smmdesk import cli

    if cli.names_command(arguments):
        return cli.main(arguments)
    gc.disable()  # what a start imports and builds is no garbage; the window collects once it is painted (ui/garbage)
    from ui.app import main as open_window

    return open_window(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl+C before anything was open
        sys.exit(130)
