"""`python -m airdate` is `airdate`."""

from airdate.cli.commands import main

main()
