"""From what was asked to what is decided: pure, counted in frames. Opens no clip, starts no program, draws nothing."""
