"""From a plan to the program's arguments: pure, and the only place where filters are written."""
