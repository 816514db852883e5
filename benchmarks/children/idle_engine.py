"""The real engine, as a window starts it, until its standard input ends. Takes the data folder; tells when it runs."""

import sys

import main as program

if __name__ == "__main__":
    sys.exit(program.main(["--data-dir", sys.argv[1], "publish", "--from-window"]))
