"""From what is asked to finished folders: one reel here, a whole week above it. Prints nothing."""
