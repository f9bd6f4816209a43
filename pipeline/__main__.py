"""`python -m pipeline` is `airdate`."""

from pipeline.cli import main

main()
