"""From a plan to a film: compile, run, keep, join. Takes no editorial decision and knows no terminal."""
